package io.scriptorium.engine.batch;

/**
 * Time of an operation as a constant plus so much a row, fitted to measurements by least squares
 * that forget old ones. One thread uses it.
 */
final class LinearCost {
  private static final double KEPT = 0.98;
  private static final int ENOUGH = 4;

  private double weight;
  private double rows;
  private double nanos;
  private double rowsSquared;
  private double rowsNanos;
  private int measurements;

  void measured(int rowCount, long time) {
    weight = KEPT * weight + 1;
    rows = KEPT * rows + rowCount;
    nanos = KEPT * nanos + time;
    rowsSquared = KEPT * rowsSquared + (double) rowCount * rowCount;
    rowsNanos = KEPT * rowsNanos + (double) rowCount * time;
    measurements++;
  }

  boolean isKnown() {
    return measurements >= ENOUGH;
  }

  /** Nanoseconds for so many rows. */
  double at(double rowCount) {
    double spread = weight * rowsSquared - rows * rows;
    double slope =
        spread > 1e-9 * rowsSquared * weight ? (weight * rowsNanos - rows * nanos) / spread : 0;
    slope = Math.max(0, Math.min(slope, nanos / rows));
    return (nanos - slope * rows) / weight + slope * rowCount;
  }
}
