package io.scriptorium.engine.parity;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.engine.ImageSize;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.model.ConfigNode;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.CheckpointException;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What the reference implementation answers for a checkpoint. */
final class Fixture implements AutoCloseable {
  private final JsonNode expected;
  private final Checkpoint tensors;
  private final TensorScope scope;
  private final int patchSize;

  private Fixture(JsonNode expected, Checkpoint tensors, int patchSize) {
    this.expected = expected;
    this.patchSize = patchSize;
    this.tensors = tensors;
    this.scope = Torch.get().open(Device.cpu());
  }

  static Fixture open(Path folder) {
    Path file = folder.resolve("expected.json");
    try {
      JsonNode expected = new ObjectMapper().readTree(file.toFile());
      Checkpoint tensors = Checkpoint.openFile(folder.resolve("expected.safetensors"));
      return new Fixture(expected, tensors, patchSize(ConfigNode.read(folder)));
    } catch (IOException e) {
      throw new CheckpointException("Cannot read " + file + " as JSON", e);
    }
  }

  int prompts() {
    return expected.path("prompts").size();
  }

  int[] prompt(int i) {
    return integers(expected.path("prompts").path(i));
  }

  int[] greedy(int i) {
    return integers(expected.path("greedy").path(i));
  }

  /** Beams of its beam searches; 0 without one. */
  int beams() {
    return expected.path("num_beams").asInt(0);
  }

  /** The best answer of a prompt's beam search. */
  int[] beam(int i) {
    return integers(expected.path("beam").path(i).path("tokens"));
  }

  /** That answer's score: the mean of its tokens' log-probabilities. */
  double beamScore(int i) {
    return expected.path("beam").path(i).path("score").asDouble();
  }

  /** Drafts after each token of a prompt and its answer but the last; empty without a module. */
  int[] drafts(int i) {
    return integers(expected.path("mtp_draft").path(i));
  }

  boolean has(String tensor) {
    return tensors.names().contains(tensor);
  }

  float[] values(String tensor) {
    return tensors.load(scope, tensor).toFloatArray();
  }

  /** Images of the fixture as a whole. */
  List<PixelValues> images() {
    return whole("in.pixel_values");
  }

  /** The images of a prompt, with what their encoder is told. */
  List<PixelValues> images(int i) {
    List<Integer> instruction =
        IntStream.of(integers(expected.path("qformer_prompts").path(i))).boxed().toList();
    return pixels(i).stream().map(image -> image.withInstruction(instruction)).toList();
  }

  private List<PixelValues> pixels(int i) {
    String name = "in.pixel_values." + i;
    if (!has(name)) {
      return List.of();
    }
    if (expected.has("grids")) {
      return cut(name, expected.path("grids").path(i));
    }
    JsonNode size = expected.path("image_sizes").path(i);
    return size.isMissingNode()
        ? whole(name)
        : List.of(
            Planes.of(values(name), tensors.shape(name), patchSize)
                .image()
                .withOriginal(new ImageSize(size.path(1).asInt(), size.path(0).asInt())));
  }

  /** Images that the reference had in one sequence, pack by pack. */
  List<List<PixelValues>> packs() {
    List<List<PixelValues>> packs = new ArrayList<>();
    for (int i = 0; i < expected.path("packs").size(); i++) {
      List<PixelValues> pack = new ArrayList<>();
      for (int j = 0; j < expected.path("packs").path(i).size(); j++) {
        String name = "in.image." + i + "." + j;
        pack.add(Planes.ofImage(values(name), tensors.shape(name), patchSize).image());
      }
      packs.add(pack);
    }
    return packs;
  }

  /** Images of patches, by their grids. */
  private List<PixelValues> cut(String name, JsonNode grids) {
    List<PixelValues> images = new ArrayList<>();
    float[] patches = values(name);
    int width = (int) tensors.shape(name).get(1);
    int start = 0;
    for (JsonNode node : grids) {
      int[] grid = integers(node);
      int length = grid[0] * grid[1] * grid[2] * width;
      FloatBuffer values = FloatBuffer.wrap(patches, start, length).slice();
      images.add(new PixelValues(values, grid[0], grid[1], grid[2]));
      start += length;
    }
    return images;
  }

  private List<PixelValues> whole(String name) {
    return Planes.of(values(name), tensors.shape(name), patchSize).images();
  }

  private static int patchSize(ConfigNode config) {
    for (String part : List.of("vision_config", "visual")) {
      if (config.has(part)) {
        return config.child(part).positive("patch_size", 14);
      }
    }
    return config.positive("patch_size", 1);
  }

  static int[] integers(JsonNode array) {
    int[] integers = new int[array.size()];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = array.get(i).asInt();
    }
    return integers;
  }

  @Override
  public void close() {
    scope.close();
    tensors.close();
  }
}
