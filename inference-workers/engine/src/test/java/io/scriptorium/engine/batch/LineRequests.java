package io.scriptorium.engine.batch;

import ai.djl.Device;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.parity.Fixtures;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Requests of text lines for the bundled model, made of the six real lines of its fixture. */
final class LineRequests {
  private static final int REAL_LINES = 6;
  private static final int PATCH = 1176;
  private static final int GRAY_PATCH = 196;
  private static final int TOKEN_VALUES = 4 * GRAY_PATCH;
  private static final int NARROWEST = 10;
  private static final int WIDEST = 55;

  private final List<float[]> lines = new ArrayList<>();

  LineRequests() {
    try (Checkpoint tensors =
            Checkpoint.openFile(
                Fixtures.folder("models/reader-tiny").resolve("expected.safetensors"));
        TensorScope scope = Torch.get().open(Device.cpu())) {
      for (int i = 0; i < REAL_LINES; i++) {
        float[] patches = tensors.load(scope, "in.pixel_values." + i).toFloatArray();
        float[] gray = new float[patches.length / PATCH * GRAY_PATCH];
        for (int patch = 0; patch < patches.length / PATCH; patch++) {
          System.arraycopy(patches, patch * PATCH, gray, patch * GRAY_PATCH, GRAY_PATCH);
        }
        lines.add(gray);
      }
    }
  }

  /** The real lines over and over. */
  List<Request> real(int count) {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(request(lines.get(i % REAL_LINES)));
    }
    return requests;
  }

  /** Lines of random widths, composed of pieces of the real ones. */
  List<Request> randomWidths(int count) {
    Random random = new Random(1);
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] line = new float[(NARROWEST + random.nextInt(WIDEST - NARROWEST + 1)) * TOKEN_VALUES];
      for (int filled = 0; filled < line.length; ) {
        float[] piece = lines.get(random.nextInt(REAL_LINES));
        int length = Math.min(piece.length, line.length - filled);
        System.arraycopy(piece, 0, line, filled, length);
        filled += length;
      }
      requests.add(request(line));
    }
    return requests;
  }

  private static Request request(float[] line) {
    int tokens = line.length / TOKEN_VALUES;
    int[] prompt = new int[tokens + 3];
    Arrays.fill(prompt, 258);
    prompt[0] = 256;
    prompt[tokens + 1] = 257;
    prompt[tokens + 2] = 259;
    PixelValues image = new PixelValues(FloatBuffer.wrap(line), 1, 2, 2 * tokens);
    return new Request(prompt, List.of(image), 4 * tokens + 8, Set.of(260));
  }
}
