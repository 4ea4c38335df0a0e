package io.scriptorium.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import io.scriptorium.engine.torch.TorchArchive;
import io.scriptorium.engine.torch.TorchCall;
import io.scriptorium.engine.torch.TorchProgram;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Projections in 8-bit integers beside those in 32 bits. */
class Int8ProjectionTest {
  /** Errors of sums in 32 bits, as a share of the sum of the summands' sizes. */
  private static final double FLOAT_SLACK = 1e-5;

  /** The steepest that SiLU is. */
  private static final double SILU_SLOPE = 1.1;

  /** Values of a vector register. */
  private static final int REGISTER_VALUES = 16;

  private static TensorScope scope;
  private static TorchProgram exact;
  private static TorchProgram rounded;

  private final Random random = new Random(5);

  @BeforeAll
  static void load() {
    assumeTrue(
        ComputeType.INT8.lacking(Device.cpu()).isEmpty(),
        "needs products of 8-bit integers, and oneDNN");
    Torch.get().adoptThread();
    scope = Torch.get().open(Device.cpu());
    exact = program("linear_plain.py");
    rounded = program("linear_int8.py");
  }

  @AfterAll
  static void close() {
    if (scope != null) {
      exact.close();
      rounded.close();
      scope.close();
    }
  }

  private static TorchProgram program(String functions) {
    return TorchProgram.load(
        scope,
        new TorchArchive()
            .program(Int8ProjectionTest.class, "projection.py")
            .functions("ops", ModelLoader.class, "ops.py")
            .functions("linear", ModelLoader.class, functions));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 64, 48",
    "2, 192, 576",
    "3, 100, 33",
    "5, 17, 5",
    "8, 256, 64",
    "16, 192, 192",
    "33, 1176, 24",
    "64, 64, 272",
    "70, 576, 192"
  })
  void errorsAreThoseOfRounding(int rows, int in, int out) {
    try (TensorScope step = scope.open()) {
      Matrix x = inputs(rows, in);
      Matrix weight = weights(out, in);
      Matrix up = weights(out, in);
      Matrix bias = normal(1, out, 1);
      Matrix residual = normal(rows, out, 3);
      NDArray input = x.in(step);
      for (List<NDArray> biases : List.of(List.<NDArray>of(), List.of(bias.row(step)))) {
        double[] bound = bound(x, weight, biases.isEmpty() ? new float[out] : bias.values);

        float[] product = apply(step, exact, input, weight, biases);
        assertClose(apply(step, rounded, input, weight, biases), product, bound);

        double[] addBound = bound.clone();
        Arrays.setAll(addBound, i -> bound[i] + FLOAT_SLACK * Math.abs(residual.values[i]));
        assertClose(
            add(step, rounded, residual, input, weight, biases),
            add(step, exact, residual, input, weight, biases),
            addBound);

        double[] upBound = bound(x, up, biases.isEmpty() ? new float[out] : bias.values);
        float[] upProduct = apply(step, exact, input, up, biases);
        double[] gatedBound = new double[bound.length];
        for (int i = 0; i < bound.length; i++) {
          double gateBound = SILU_SLOPE * bound[i];
          double gate = Math.abs(silu(product[i]));
          gatedBound[i] =
              gateBound * Math.abs(upProduct[i])
                  + (gate + gateBound) * upBound[i]
                  + FLOAT_SLACK * Math.abs(gate * upProduct[i]);
        }
        assertClose(
            gated(step, rounded, input, weight, up, biases),
            gated(step, exact, input, weight, up, biases),
            gatedBound);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"192, 576", "100, 33"})
  void aRowsResultIsTheSameAloneAndBesideOthers(int in, int out) {
    try (TensorScope step = scope.open()) {
      int rows = 70;
      Matrix x = inputs(rows, in);
      Matrix weight = weights(out, in);
      Matrix up = weights(out, in);
      Matrix residual = normal(rows, out, 3);
      List<NDArray> biases = List.of(normal(1, out, 1).row(step));
      float[] applied = apply(step, rounded, x.in(step), weight, biases);
      float[] added = add(step, rounded, residual, x.in(step), weight, biases);
      float[] gated = gated(step, rounded, x.in(step), weight, up, biases);

      for (int count : new int[] {1, 2, 3, 4, 5, 8, 16, 31, 48, 64, 69}) {
        int first = random.nextInt(rows - count + 1);
        NDArray part = x.part(first, count).in(step);
        Matrix residualPart = residual.part(first, count);
        assertRows(apply(step, rounded, part, weight, biases), part(applied, first, count, out), 0);
        assertRows(
            add(step, rounded, residualPart, part, weight, biases),
            part(added, first, count, out),
            0);
        assertRows(
            gated(step, rounded, part, weight, up, biases),
            part(gated, first, count, out),
            lastPlace(out));
      }
    }
  }

  /**
   * What the gate's exponential is off: values that do not fill a vector register are computed by
   * another one, and which these are depends on the rows before them where rows do not fill whole
   * registers.
   */
  private static double lastPlace(int out) {
    return out % REGISTER_VALUES == 0 ? 0 : 1e-6;
  }

  private static void assertRows(float[] found, float[] expected, double tolerance) {
    double[] bound = new double[expected.length];
    Arrays.fill(bound, tolerance);
    assertClose(found, expected, bound);
  }

  private static float[] part(float[] values, int first, int count, int width) {
    return Arrays.copyOfRange(values, first * width, (first + count) * width);
  }

  private static void assertClose(float[] found, float[] expected, double[] bound) {
    assertThat(found).hasSameSizeAs(expected);
    assertThat(IntStream.range(0, expected.length))
        .as("places of values that are as near as they must be")
        .allMatch(i -> Math.abs((double) found[i] - expected[i]) <= bound[i]);
  }

  /**
   * The most that a product is off: half a step of the input times each weight, half a step of the
   * weight times each input, both half steps together, and what sums in 32 bits are off.
   */
  private static double[] bound(Matrix x, Matrix weight, float[] bias) {
    double[] bound = new double[x.rows * weight.rows];
    for (int row = 0; row < x.rows; row++) {
      double inputStep = x.step(row);
      for (int out = 0; out < weight.rows; out++) {
        double weightStep = weight.step(out);
        double sum = FLOAT_SLACK * Math.abs(bias[out]);
        for (int k = 0; k < x.columns; k++) {
          double input = Math.abs(x.get(row, k));
          double size = Math.abs(weight.get(out, k));
          sum +=
              inputStep / 2 * size
                  + weightStep / 2 * input
                  + inputStep * weightStep / 4
                  + FLOAT_SLACK * input * size;
        }
        bound[row * weight.rows + out] = sum;
      }
    }
    return bound;
  }

  private static double silu(double x) {
    return x / (1 + Math.exp(-x));
  }

  /** Normal values; where there is room, a row of zeros and one with a huge value. */
  private Matrix inputs(int rows, int columns) {
    Matrix x = normal(rows, columns, 1);
    if (rows > 2) {
      Arrays.fill(x.values, columns, 2 * columns, 0);
      x.values[2 * columns + columns / 2] = 1000;
    }
    return x;
  }

  private Matrix weights(int out, int in) {
    return normal(out, in, 0.05);
  }

  private Matrix normal(int rows, int columns, double deviation) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return new Matrix(rows, columns, values);
  }

  private static float[] apply(
      TensorScope step, TorchProgram program, NDArray x, Matrix weight, List<NDArray> bias) {
    try (TorchCall call = program.call("apply")) {
      return call.with(x).with(weight.in(step)).with(bias).run(step).toFloatArray();
    }
  }

  private static float[] add(
      TensorScope step,
      TorchProgram program,
      Matrix residual,
      NDArray x,
      Matrix weight,
      List<NDArray> bias) {
    try (TorchCall call = program.call("add")) {
      call.with(residual.in(step)).with(x).with(weight.in(step)).with(bias);
      return call.run(step).toFloatArray();
    }
  }

  private static float[] gated(
      TensorScope step,
      TorchProgram program,
      NDArray x,
      Matrix gate,
      Matrix up,
      List<NDArray> bias) {
    try (TorchCall call = program.call("gated")) {
      call.with(x).with(gate.in(step)).with(bias).with(up.in(step)).with(bias);
      return call.run(step).toFloatArray();
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Matrix(int rows, int columns, float[] values) {
    float get(int row, int column) {
      return values[row * columns + column];
    }

    /** A 127th of the largest value of a row. */
    double step(int row) {
      double largest = 0;
      for (int column = 0; column < columns; column++) {
        largest = Math.max(largest, Math.abs(get(row, column)));
      }
      return largest / 127;
    }

    Matrix part(int first, int count) {
      return new Matrix(
          count, columns, Arrays.copyOfRange(values, first * columns, (first + count) * columns));
    }

    NDArray in(TensorScope scope) {
      return wrap(scope, new Shape(rows, columns));
    }

    NDArray row(TensorScope scope) {
      return wrap(scope, new Shape(values.length));
    }

    private NDArray wrap(TensorScope scope, Shape shape) {
      ByteBuffer bytes =
          ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
      bytes.asFloatBuffer().put(values);
      return scope.wrap(bytes, DataType.FLOAT32, shape);
    }
  }
}
