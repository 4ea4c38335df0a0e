package io.scriptorium.engine.parity;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.model.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Finds the reference fixtures, which stand in {@code shared} beside the project. */
public final class Fixtures {
  private Fixtures() {}

  /** Copies a fixture's checkpoint to a folder and changes its configuration. */
  public static Path edited(String fixture, Path folder, Consumer<ObjectNode> change) {
    Path source = folder(fixture);
    ObjectMapper json = new ObjectMapper();
    try {
      Files.copy(source.resolve("model.safetensors"), folder.resolve("model.safetensors"));
      ObjectNode config = (ObjectNode) json.readTree(source.resolve("config.json").toFile());
      change.accept(config);
      json.writeValue(folder.resolve("config.json").toFile(), config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  /** A fixture's prompts with their images. */
  public static List<Request> requests(String fixture, int newTokens) {
    try (Fixture content = Fixture.open(folder(fixture))) {
      return IntStream.range(0, content.prompts())
          .mapToObj(i -> new Request(content.prompt(i), content.images(i), newTokens, Set.of()))
          .toList();
    }
  }

  /** The same as a model takes them. */
  public static List<Request> requests(String fixture, int newTokens, Model model) {
    return requests(fixture, newTokens).stream()
        .map(it -> it.withPrompt(ImagePlaces.in(it.prompt(), it.images(), model.images())))
        .toList();
  }

  /** A folder of fixtures; the test is skipped where it is absent. */
  public static Path folder(String relative) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path candidate = folder.resolve("shared").resolve(relative);
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
      folder = folder.getParent();
    }
    assumeTrue(false, "the fixture folder shared/" + relative + " is not on this machine");
    throw new IllegalStateException("unreachable: the assumption has failed");
  }
}
