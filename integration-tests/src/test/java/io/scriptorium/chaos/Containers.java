package io.scriptorium.chaos;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;

/**
 * Parts as containers of a plain Java image, in a network of their own, with this process's class
 * path and the run's folder in the same places as here. Needs a Docker engine on this machine.
 */
final class Containers implements Host {
  /** What every container, network and volume of a run is labelled with. */
  static final String LABEL = "io.scriptorium.chaos";

  private static final int STOP_SECONDS = 60;
  private static final int KILLED = 137;
  private static final int FIRST_ADDRESS = 11;
  private static final int PORT = 9092;
  private static final int SECOND_PORT = 9093;

  private final DockerClient docker = DockerClientFactory.instance().client();
  private final Path folder;
  private final String image;
  private final String run = "chaos-" + UUID.randomUUID().toString().substring(0, 8);
  private final String user;
  private final List<Bind> binds;
  private final Subnet subnet;
  private final List<SmallDisk> disks = new ArrayList<>();
  private int next = FIRST_ADDRESS;
  private boolean closed;

  /**
   * A host that has started nothing.
   *
   * @param image with a Java 17 on its path
   * @param folder the run's
   */
  Containers(String image, Path folder) {
    this.image = pulled(image);
    this.folder = folder.toAbsolutePath().normalize();
    this.user = owner(this.folder);
    this.binds = binds(this.folder);
    this.subnet = Subnet.create(docker, run, Map.of(LABEL, run));
    Host.closeAtExit(this);
  }

  private static String pulled(String image) {
    try {
      return new RemoteDockerImage(DockerImageName.parse(image)).get();
    } catch (RuntimeException e) {
      throw new IllegalStateException("No image " + image + " with a Java 17 to run parts in", e);
    }
  }

  /** Files that a container writes are to be those of whoever runs this. */
  private static String owner(Path folder) {
    try {
      return "%s:%s"
          .formatted(
              Files.getAttribute(folder, "unix:uid"), Files.getAttribute(folder, "unix:gid"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folders of the class path, which cannot be written, and the run's, which can. */
  private static List<Bind> binds(Path folder) {
    Path project = Path.of("..").toAbsolutePath().normalize();
    List<Path> entries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().normalize())
            .filter(Files::exists)
            .toList();
    List<Bind> binds = new ArrayList<>();
    binds.add(bind(project, AccessMode.ro));
    entries.stream()
        .filter(entry -> !entry.startsWith(project))
        .reduce(Containers::ancestor)
        .ifPresent(libraries -> binds.add(bind(libraries, AccessMode.ro)));
    binds.add(bind(folder, AccessMode.rw));
    return List.copyOf(binds);
  }

  private static Path ancestor(Path one, Path other) {
    Path common = one;
    while (!other.startsWith(common)) {
      common = Objects.requireNonNull(common.getParent());
    }
    return common;
  }

  private static Bind bind(Path path, AccessMode mode) {
    return new Bind(path.toString(), new Volume(path.toString()), mode);
  }

  /** Whether a Docker engine answers. */
  static boolean arePossible() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  @Override
  public String description() {
    return "containers of %s in network %s".formatted(image, run);
  }

  @Override
  public synchronized Part start(Program program) {
    requireOpen();
    List<Bind> all = new ArrayList<>(binds);
    program.seat().disk().map(SmallDisk::bind).ifPresent(all::add);
    String log = Host.log(folder, program).toString();
    List<String> command = new ArrayList<>();
    // The shell makes way for the JVM, which is then the one to be signalled.
    command.addAll(List.of("sh", "-c", "exec java \"$@\" >> \"$0\" 2>&1", log));
    command.addAll(program.command(List.of("-Duser.home=" + folder.resolve("home"))));
    CreateContainerCmd create =
        docker
            .createContainerCmd(image)
            .withEntrypoint(command)
            .withUser(user)
            .withWorkingDir(folder.toString())
            .withLabels(Map.of(LABEL, run))
            .withHostConfig(
                HostConfig.newHostConfig().withNetworkMode(subnet.name()).withBinds(all));
    program.seat().address().map(Address::host).ifPresent(create::withIpv4Address);
    String id = create.exec().getId();
    docker.startContainerCmd(id).exec();
    return new ContainerPart(program, id);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The run is over");
    }
  }

  @Override
  public synchronized List<Address> addresses(int count) {
    List<Address> addresses =
        IntStream.range(next, next + count)
            .mapToObj(number -> new Address(subnet.address(number), PORT, SECOND_PORT))
            .toList();
    next += count;
    return addresses;
  }

  @Override
  public synchronized Optional<SmallDisk> smallDisk() {
    requireOpen();
    SmallDisk disk = SmallDisk.create(docker, image, user, Map.of(LABEL, run));
    disks.add(disk);
    return Optional.of(disk);
  }

  @Override
  public boolean isIsolating() {
    return true;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (Container left :
        docker.listContainersCmd().withShowAll(true).withLabelFilter(Map.of(LABEL, run)).exec()) {
      remove(left.getId());
    }
    disks.forEach(SmallDisk::close);
    subnet.close();
  }

  private void remove(String id) {
    try {
      docker.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
    } catch (NotFoundException e) {
      // It is gone already, as it should be.
    }
  }

  private final class ContainerPart implements Part {
    private final Program program;
    private final String id;

    ContainerPart(Program program, String id) {
      this.program = program;
      this.id = id;
    }

    @Override
    public boolean isAlive() {
      try {
        return Boolean.TRUE.equals(docker.inspectContainerCmd(id).exec().getState().getRunning());
      } catch (NotFoundException e) {
        return false;
      }
    }

    /** Docker kills with SIGKILL what it removes by force. */
    @Override
    public void kill() {
      remove(id);
    }

    @Override
    public void terminate() {
      try {
        docker.stopContainerCmd(id).withTimeout(STOP_SECONDS).exec();
      } catch (NotModifiedException e) {
        // It has ended by itself.
      }
      if (awaitEnd() == KILLED) {
        throw new IllegalStateException("%s does not end".formatted(program.name()));
      }
    }

    /** Returns its exit code when it is gone by itself. */
    private int awaitEnd() {
      try (WaitContainerResultCallback end =
          docker.waitContainerCmd(id).exec(new WaitContainerResultCallback())) {
        int code = end.awaitStatusCode(STOP_SECONDS, TimeUnit.SECONDS);
        remove(id);
        return code;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void freeze() {
      whileAlive(() -> docker.pauseContainerCmd(id).exec());
    }

    @Override
    public void thaw() {
      whileAlive(() -> docker.unpauseContainerCmd(id).exec());
    }

    @Override
    public void cutOff() {
      whileAlive(
          () ->
              docker
                  .disconnectFromNetworkCmd()
                  .withContainerId(id)
                  .withNetworkId(subnet.name())
                  .withForce(true)
                  .exec());
    }

    @Override
    public void reconnect() {
      ContainerNetwork place = new ContainerNetwork();
      program
          .seat()
          .address()
          .ifPresent(
              address ->
                  place.withIpamConfig(
                      new ContainerNetwork.Ipam().withIpv4Address(address.host())));
      whileAlive(
          () ->
              docker
                  .connectToNetworkCmd()
                  .withContainerId(id)
                  .withNetworkId(subnet.name())
                  .withContainerNetwork(place)
                  .exec());
    }

    /** Nothing can be done to a part that has ended by itself, and nothing needs to be. */
    private void whileAlive(Runnable action) {
      try {
        action.run();
      } catch (DockerException e) {
        if (isAlive()) {
          throw e;
        }
      }
    }
  }
}
