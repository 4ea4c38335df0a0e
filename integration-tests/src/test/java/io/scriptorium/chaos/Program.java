package io.scriptorium.chaos;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program to be started in a JVM of its own.
 *
 * @param name what its log and its container are called; unique in a run
 * @param size what its JVM gets
 * @param invocation what follows that on the command line
 * @param seat where it must be
 */
record Program(String name, Size size, List<String> invocation, Seat seat) {

  /** What a JVM gets: short-lived ones that do little save the time of the second compiler. */
  enum Size {
    WORKER("-Xmx192m", "-XX:TieredStopAtLevel=1"),
    STAGE("-Xmx256m", "-XX:TieredStopAtLevel=1"),
    SERVICE("-Xmx384m", "-XX:TieredStopAtLevel=1"),
    MODEL("-Xmx512m", "-Dai.djl.offline=true");

    private final String heap;
    private final String mode;

    Size(String heap, String mode) {
      this.heap = heap;
      this.mode = mode;
    }
  }

  /**
   * Where a program must be.
   *
   * @param address at which others look for it; empty: any
   * @param disk that it writes to; empty: only the run's folder
   */
  record Seat(Optional<Address> address, Optional<SmallDisk> disk) {
    static final Seat ANY = new Seat(Optional.empty(), Optional.empty());

    static Seat at(Address address) {
      return new Seat(Optional.of(address), Optional.empty());
    }
  }

  Program {
    invocation = List.copyOf(invocation);
  }

  /** A main class of this process's class path. */
  static Program of(String name, Size size, Class<?> main, List<String> arguments) {
    List<String> invocation =
        Stream.concat(Stream.of("-cp", classPath(), main.getName()), arguments.stream()).toList();
    return new Program(name, size, invocation, Seat.ANY);
  }

  /** This process's, for one that works in another folder. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The same with further options of its JVM. */
  Program with(List<String> jvmOptions) {
    return new Program(
        name, size, Stream.concat(jvmOptions.stream(), invocation.stream()).toList(), seat);
  }

  /** The same somewhere else. */
  Program at(Seat other) {
    return new Program(name, size, invocation, other);
  }

  /** What comes after {@code java} on its command line. */
  List<String> command(List<String> options) {
    List<String> command = new ArrayList<>(options);
    command.addAll(List.of(size.heap, size.mode, "-XX:+UseSerialGC"));
    command.addAll(invocation);
    return command;
  }
}
