package io.scriptorium.engine.parity;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.SafetensorsWriter;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

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

  /** BLIP's fixture for images of 10 x 10 patches, with positions of its own. */
  public static Path blipOfLargeImages(Path folder) {
    String positions = "vision_model.embeddings.position_embedding";
    int hidden = 48;
    Random random = new Random(23);
    SafetensorsWriter file = new SafetensorsWriter();
    edited(
        "parity/models/blip-captioning",
        folder,
        config -> ((ObjectNode) config.get("vision_config")).put("image_size", 140));
    try (Checkpoint checkpoint = Checkpoint.openFile(folder.resolve("model.safetensors"));
        TensorScope scope = Torch.get().open(Device.cpu())) {
      for (String name : checkpoint.names()) {
        List<Long> shape = LongStream.of(checkpoint.shape(name).getShape()).boxed().toList();
        file.add(name, shape, checkpoint.load(scope, name).toFloatArray());
      }
    }
    float[] values = new float[101 * hidden];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    file.add(positions, List.of(1L, 101L, (long) hidden), values);
    try {
      Files.delete(folder.resolve("model.safetensors"));
      file.write(folder.resolve("model.safetensors"));
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
