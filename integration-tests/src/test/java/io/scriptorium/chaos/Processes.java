package io.scriptorium.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Parts as processes of this machine. Linux only. */
final class Processes implements Host {
  private final Path folder;
  private final List<Forked> started = new ArrayList<>();
  private boolean closed;

  Processes(Path folder) {
    this.folder = folder;
    Host.closeAtExit(this);
  }

  @Override
  public String description() {
    return "processes";
  }

  @Override
  public synchronized Part start(Program program) {
    if (closed) {
      throw new IllegalStateException("The run is over");
    }
    Forked process = Forked.startUnattended(program.command(List.of()), Host.log(folder, program));
    started.removeIf(other -> !other.isAlive());
    started.add(process);
    return new ProcessPart(process);
  }

  @Override
  public List<Address> addresses(int count) {
    List<Integer> ports = freePorts(2 * count);
    return IntStream.range(0, count)
        .mapToObj(i -> new Address("127.0.0.1", ports.get(2 * i), ports.get(2 * i + 1)))
        .toList();
  }

  /** Ports that nobody holds now. */
  private static List<Integer> freePorts(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      for (ServerSocket socket : held) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("No free ports", e);
    }
    return held.stream().map(ServerSocket::getLocalPort).toList();
  }

  @Override
  public Optional<SmallDisk> smallDisk() {
    return Optional.empty();
  }

  @Override
  public boolean isIsolating() {
    return false;
  }

  @Override
  public synchronized void close() {
    closed = true;
    started.forEach(Forked::kill);
  }

  private record ProcessPart(Forked process) implements Part {
    @Override
    public boolean isAlive() {
      return process.isAlive();
    }

    @Override
    public void kill() {
      process.kill();
    }

    @Override
    public void terminate() {
      process.terminate();
    }

    @Override
    public void freeze() {
      process.freeze();
    }

    @Override
    public void thaw() {
      process.thaw();
    }

    @Override
    public void cutOff() {
      throw new UnsupportedOperationException("Processes have no network of their own");
    }

    @Override
    public void reconnect() {
      throw new UnsupportedOperationException("Processes have no network of their own");
    }
  }
}
