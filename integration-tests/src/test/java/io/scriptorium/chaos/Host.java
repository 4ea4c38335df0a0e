package io.scriptorium.chaos;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the parts of a run live. Whatever was started is gone when it is closed, and at the latest
 * when this process is told to end. Safe for use by several threads.
 */
interface Host extends AutoCloseable {
  /** What parts are, in a few words. */
  String description();

  /** Starts a program, whose output is appended to {@code NAME.log} in the run's folder. */
  Part start(Program program);

  /** So many addresses that nobody else was given. */
  List<Address> addresses(int count);

  /** A disk that can be filled; empty where parts are processes. */
  Optional<SmallDisk> smallDisk();

  /** Whether networks can be cut and disks be filled. */
  boolean isIsolating();

  @Override
  void close();

  /** Closes a host when this process is told to end. */
  static void closeAtExit(Host host) {
    Runtime.getRuntime().addShutdownHook(new Thread(host::close, "chaos-cleanup"));
  }

  /** Where a program's output goes. */
  static Path log(Path folder, Program program) {
    return folder.resolve(program.name() + ".log");
  }
}
