package io.scriptorium.engine.batch;

/**
 * Time of a call as a constant, so much a row and so much a row that a token is predicted from
 * (which passes the vocabulary too), fitted to measurements by least squares that forget old ones.
 * One thread uses it.
 */
final class CallCost {
  private static final double KEPT = 0.98;
  private static final int ENOUGH = 8;

  /** Of a column's own sum of squares; keeps columns apart that never varied by themselves. */
  private static final double RIDGE = 1e-4;

  private static final int COLUMNS = 3;
  private static final int ROUNDS = 50;

  private final double[][] squares = new double[COLUMNS][COLUMNS];
  private final double[] products = new double[COLUMNS];
  private final double[] weights = new double[COLUMNS];
  private int measurements;
  private boolean fitted;

  /**
   * Notes a call.
   *
   * @param rows that were computed
   * @param predicted how many of them a token was predicted from
   * @param nanos that it took
   */
  void measured(int rows, int predicted, long nanos) {
    double[] call = {1, rows, predicted};
    for (int i = 0; i < COLUMNS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        squares[i][j] = KEPT * squares[i][j] + call[i] * call[j];
      }
      products[i] = KEPT * products[i] + call[i] * nanos;
    }
    measurements++;
    fitted = false;
  }

  boolean isKnown() {
    return measurements >= ENOUGH;
  }

  /** Nanoseconds that a call of so many rows should take. */
  double at(double rows, double predicted) {
    if (!fitted) {
      fit();
      fitted = true;
    }
    return weights[0] + weights[1] * rows + weights[2] * predicted;
  }

  /**
   * Finds the least-squares weights that are not negative, by coordinate descent: each in turn is
   * set to its best value while the others stand.
   */
  private void fit() {
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < COLUMNS; i++) {
        double rest = products[i];
        for (int j = 0; j < COLUMNS; j++) {
          rest -= j == i ? 0 : squares[i][j] * weights[j];
        }
        weights[i] = squares[i][i] > 0 ? Math.max(0, rest / ((1 + RIDGE) * squares[i][i])) : 0;
      }
    }
  }
}
