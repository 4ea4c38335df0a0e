package io.scriptorium.image;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import io.scriptorium.schemas.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * Containers of the image under the restrictions of its pods: a user without rights or
 * capabilities, a file system that cannot be written except for {@code /tmp} and the blobs.
 */
final class ImageContainers implements AutoCloseable {
  private static final String USER = "10001:10001";
  private static final String SETTINGS = "/etc/scriptorium";
  private static final String BLOBS = "/var/lib/scriptorium/blobs";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final DockerImageName image;
  private final Network network;
  private final Path shared;
  private final String blobs = "scriptorium-blobs-" + UUID.randomUUID();

  /**
   * @param image what they run
   * @param network where the broker is
   * @param shared folder for settings and results
   */
  ImageContainers(DockerImageName image, Network network, Path shared) throws IOException {
    this.image = image;
    this.network = network;
    this.shared = shared;
    for (Role role : Role.values()) {
      Files.writeString(
          Files.createDirectories(shared.resolve("settings")).resolve(role.user()),
          AuthorizingBroker.properties(role));
    }
    Files.createDirectories(shared.resolve("out"));
    open(shared);
    open(shared.resolve("out"));
    docker()
        .createVolumeCmd()
        .withName(blobs)
        .withDriver("local")
        .withDriverOpts(Map.of("type", "tmpfs", "device", "tmpfs", "o", "uid=10001,gid=10001"))
        .exec();
  }

  private static void open(Path folder) {
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DockerClient docker() {
    return DockerClientFactory.instance().client();
  }

  /** Where results are found. */
  Path out() {
    return shared.resolve("out");
  }

  /** A stage that runs until it is stopped; it is ready when this returns. */
  GenericContainer<?> stage(Role role, String command, Map<String, String> environment) {
    GenericContainer<?> stage =
        container(role, command)
            .withEnv(environment)
            .waitingFor(
                Wait.forLogMessage(".*" + command + " ready.*\n", 1).withStartupTimeout(PATIENCE));
    stage.start();
    return stage;
  }

  /**
   * A command that ends.
   *
   * @throws org.testcontainers.containers.ContainerLaunchException if it fails
   */
  void run(Role role, String... command) {
    try (GenericContainer<?> once = once(role, command)) {
      once.start();
    }
  }

  /** A command that ends, not yet started; its log stays readable until it is closed. */
  GenericContainer<?> once(Role role, String... command) {
    return container(role, command)
        .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(PATIENCE));
  }

  private GenericContainer<?> container(Role role, String... command) {
    return new GenericContainer<>(image)
        .withNetwork(network)
        .withCommand(command)
        .withEnv("SCRIPTORIUM_BOOTSTRAP", AuthorizingBroker.ADDRESS)
        .withEnv("SCRIPTORIUM_KAFKA_PROPERTIES", SETTINGS + "/" + role.user())
        .withEnv("SCRIPTORIUM_BLOBS", "file://" + BLOBS)
        .withTmpFs(Map.of("/tmp", "rw,exec,mode=1777"))
        .withCreateContainerCmdModifier(
            create -> {
              create.withUser(USER);
              restrict(Objects.requireNonNull(create.getHostConfig()));
            });
  }

  private void restrict(HostConfig host) {
    host.withReadonlyRootfs(true)
        .withCapDrop(Capability.ALL)
        .withSecurityOpts(List.of("no-new-privileges"))
        .withBinds(
            Bind.parse(shared.resolve("settings") + ":" + SETTINGS + ":ro"),
            Bind.parse(Path.of("..", "samples").toAbsolutePath().normalize() + ":/in:ro"),
            Bind.parse(out() + ":/out:rw"),
            Bind.parse(blobs + ":" + BLOBS + ":rw"));
  }

  @Override
  public void close() {
    docker().removeVolumeCmd(blobs).exec();
  }
}
