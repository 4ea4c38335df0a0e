package io.scriptorium.engine.parity;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.CheckpointException;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the reference implementation answers for a checkpoint. */
final class Fixture implements AutoCloseable {
  private final JsonNode expected;
  private final Checkpoint tensors;
  private final TensorScope scope;

  private Fixture(JsonNode expected, Checkpoint tensors) {
    this.expected = expected;
    this.tensors = tensors;
    this.scope = Torch.get().open(Device.cpu());
  }

  static Fixture open(Path folder) {
    Path file = folder.resolve("expected.json");
    try {
      JsonNode expected = new ObjectMapper().readTree(file.toFile());
      return new Fixture(expected, Checkpoint.openFile(folder.resolve("expected.safetensors")));
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

  /** The images of a prompt, cut from its patches by their grids. */
  List<PixelValues> images(int i) {
    List<PixelValues> images = new ArrayList<>();
    if (has("in.pixel_values." + i)) {
      float[] patches = values("in.pixel_values." + i);
      int width = (int) tensors.shape("in.pixel_values." + i).get(1);
      int start = 0;
      for (JsonNode node : expected.path("grids").path(i)) {
        int[] grid = integers(node);
        int length = grid[0] * grid[1] * grid[2] * width;
        FloatBuffer values = FloatBuffer.wrap(patches, start, length).slice();
        images.add(new PixelValues(values, grid[0], grid[1], grid[2]));
        start += length;
      }
    }
    return images;
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
