package io.scriptorium.engine.layout.lines;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.scriptorium.engine.image.GrayImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * The text detection network of PP-OCRv4 (mobile, differentiable binarisation: Liao et al. 2020) on
 * ONNX Runtime. Safe for use by several threads.
 */
final class TextDetector implements AutoCloseable {
  /** Both sides of the network's input are multiples of this many pixels. */
  static final int STRIDE = 32;

  private static final String NETWORK = "models/ch_PP-OCRv4_det_infer.onnx";
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

  private final Model model;

  /**
   * Loads the network from the classpath.
   *
   * @param threads threads that one detection may use
   */
  TextDetector(int threads) {
    model = Model.newInstance("text-detector", "OnnxRuntime");
    Map<String, String> options =
        Map.of("intraOpNumThreads", Integer.toString(threads), "interOpNumThreads", "1");
    try (InputStream network = TextDetector.class.getClassLoader().getResourceAsStream(NETWORK)) {
      if (network == null) {
        throw new IllegalStateException("The text detection network is not on the classpath");
      }
      model.load(network, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedModelException e) {
      throw new IllegalStateException("The text detection network cannot be loaded", e);
    }
  }

  /** Text probability of each pixel of an image whose sides are multiples of {@link #STRIDE}. */
  TextProbability detect(GrayImage image) {
    Shape shape = new Shape(1, 3, image.height(), image.width());
    try (NDManager manager = model.getNDManager().newSubManager()) {
      NDArray input = manager.create(normalised(image), shape);
      NDArray output =
          model
              .getBlock()
              .forward(new ParameterStore(manager, false), new NDList(input), false)
              .singletonOrThrow();
      output.attach(manager);
      return new TextProbability(image.width(), image.height(), output.toFloatArray());
    }
  }

  /** (3, height, width): the gray value in each channel, normalised as the network was trained. */
  private static FloatBuffer normalised(GrayImage image) {
    int size = image.luma().length;
    FloatBuffer channels =
        ByteBuffer.allocateDirect(Math.multiplyExact(size, 3 * Float.BYTES))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    float[] value = new float[256];
    float[] row = new float[size];
    for (int channel = 0; channel < 3; channel++) {
      for (int luma = 0; luma < value.length; luma++) {
        value[luma] = (luma / 255f - MEAN[channel]) / DEVIATION[channel];
      }
      for (int i = 0; i < size; i++) {
        row[i] = value[image.luma()[i] & 0xff];
      }
      channels.put(row);
    }
    return channels.flip();
  }

  @Override
  public void close() {
    model.close();
  }
}
