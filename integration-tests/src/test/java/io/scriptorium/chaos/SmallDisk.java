package io.scriptorium.chaos;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A disk that can be filled: a volume in memory. A container of its own holds it, so that it
 * outlives the container that works with it.
 */
final class SmallDisk implements AutoCloseable {
  private static final int MIB = 512;
  private static final String MOUNT = "/small-disk";
  private static final String FILLER = MOUNT + "/filler";

  private final DockerClient docker;
  private final String volume;
  private final String holder;

  private SmallDisk(DockerClient docker, String volume, String holder) {
    this.docker = docker;
    this.volume = volume;
    this.holder = holder;
  }

  /**
   * Makes an empty one.
   *
   * @param image with a shell
   * @param user {@code uid:gid} who may write
   */
  static SmallDisk create(
      DockerClient docker, String image, String user, Map<String, String> labels) {
    String volume = "chaos-disk-" + UUID.randomUUID();
    String[] owner = user.split(":", 2);
    docker
        .createVolumeCmd()
        .withName(volume)
        .withLabels(labels)
        .withDriver("local")
        .withDriverOpts(
            Map.of(
                "type", "tmpfs",
                "device", "tmpfs",
                "o", "size=%dm,uid=%s,gid=%s".formatted(MIB, owner[0], owner[1])))
        .exec();
    String holder =
        docker
            .createContainerCmd(image)
            .withEntrypoint("sleep", "infinity")
            .withUser(user)
            .withLabels(labels)
            .withHostConfig(HostConfig.newHostConfig().withBinds(bindOf(volume)))
            .exec()
            .getId();
    docker.startContainerCmd(holder).exec();
    return new SmallDisk(docker, volume, holder);
  }

  private static Bind bindOf(String volume) {
    return new Bind(volume, new Volume(MOUNT), AccessMode.rw);
  }

  /** What a container that works with it binds. */
  Bind bind() {
    return bindOf(volume);
  }

  /** A folder on it, as containers see it. */
  Path folder() {
    return Path.of(MOUNT, "data");
  }

  /** Leaves no byte free. */
  void fill() {
    run("cat /dev/zero > %1$s 2> /dev/null; test -s %1$s".formatted(FILLER));
  }

  /** Frees what {@link #fill()} took. */
  void free() {
    run("rm " + FILLER);
  }

  private void run(String command) {
    // Only who is attached hears of the end.
    String id =
        docker
            .execCreateCmd(holder)
            .withAttachStdout(true)
            .withCmd("sh", "-c", command)
            .exec()
            .getId();
    try (ResultCallback.Adapter<Frame> end =
        docker.execStartCmd(id).exec(new ResultCallback.Adapter<>())) {
      end.awaitCompletion(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Long code = docker.inspectExecCmd(id).exec().getExitCodeLong();
    if (code == null || code != 0) {
      throw new IllegalStateException("'%s' ended with code %d".formatted(command, code));
    }
  }

  /** Its holder is gone when this is called. */
  @Override
  public void close() {
    docker.removeVolumeCmd(volume).exec();
  }
}
