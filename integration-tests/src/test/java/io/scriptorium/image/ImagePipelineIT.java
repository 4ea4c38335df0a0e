package io.scriptorium.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.exception.NotFoundException;
import io.scriptorium.schemas.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.output.ToStringConsumer;
import org.testcontainers.utility.DockerImageName;

/**
 * Splitter, two workers and assembler from the image, each with the rights of its role alone: a
 * document goes in, its text comes out. Skipped where profile {@code image} did not build one, or
 * no Docker engine has it.
 */
class ImagePipelineIT {
  private static final Path TRUTH = Path.of("..", "samples", "truth", "book.txt");
  private static final Pattern WORD = Pattern.compile("\\p{L}{4,}");

  @TempDir private Path shared;

  @Test
  void aDocumentGoesInAndItsTextComesOut()
      throws IOException, ExecutionException, InterruptedException {
    DockerImageName image = image();
    try (Network network = Network.newNetwork();
        AuthorizingBroker broker = AuthorizingBroker.start(network);
        ImageContainers containers = new ImageContainers(image, network, shared);
        GenericContainer<?> splitter =
            containers.stage(
                Role.SPLITTER, "splitter", Map.of("SCRIPTORIUM_INSTANCE", "splitter-0"));
        GenericContainer<?> worker = containers.stage(Role.WORKER, "worker", Map.of());
        GenericContainer<?> other = containers.stage(Role.WORKER, "worker", Map.of());
        GenericContainer<?> assembler =
            containers.stage(
                Role.ASSEMBLER, "assembler", Map.of("SCRIPTORIUM_STATE", "/tmp/state"))) {

      containers.run(Role.SUBMITTER, "submit", "--wait", "/in/book.pdf");
      containers.run(Role.READER, "results", "--out", "/out");

      String text = Files.readString(containers.out().resolve("book.txt"));
      Set<String> read = Set.copyOf(words(text));
      List<String> truth = words(Files.readString(TRUTH));
      assertThat(truth.stream().filter(read::contains).count())
          .isGreaterThan(truth.size() * 95L / 100);
      assertThat(List.of(splitter, worker, other, assembler)).allMatch(GenericContainer::isRunning);
      assertReadersMayNotSubmit(containers);
    }
  }

  /** The rights of the others would prove nothing if the broker let everybody do everything. */
  private static void assertReadersMayNotSubmit(ImageContainers containers) {
    try (GenericContainer<?> submit = containers.once(Role.READER, "submit", "/in/book.pdf")) {
      ToStringConsumer log = new ToStringConsumer();
      submit.withLogConsumer(log);

      assertThatThrownBy(submit::start).isInstanceOf(ContainerLaunchException.class);
      assertThat(log.toUtf8String()).contains("does not allow WRITE");
    }
  }

  private static List<String> words(String text) {
    return WORD.matcher(text).results().map(found -> found.group()).toList();
  }

  private static DockerImageName image() {
    String name = System.getProperty("scriptorium.image", "");
    assumeFalse(name.isEmpty(), "no image was built, see deploy-k8s/README.md");
    assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine answers");
    try {
      DockerClientFactory.instance().client().inspectImageCmd(name).exec();
    } catch (NotFoundException e) {
      return abort("the Docker engine has no image " + name);
    }
    return DockerImageName.parse(name);
  }
}
