package io.scriptorium.engine.batch;

import io.scriptorium.engine.model.StepInput;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of a ragged batch: what stands for each token that a step computes. The rows of the
 * draft module stand for the same tokens, but take the ones that follow.
 */
final class StepRows {
  private final int axes;
  private final int ahead;
  private final int rows;
  private final long[] tokens;
  private final long[] positions;
  private final long[] slots;
  private final long[] imageRows;
  private final long[] imageSources;
  private final long[] sampleRows;
  private int row;
  private int imageCount;
  private int sampleCount;

  /**
   * @param ahead how far ahead the token is that a row takes: 0, or 1 for the draft module
   */
  StepRows(List<Schedule.Entry> entries, int axes, int ahead) {
    this.axes = axes;
    this.ahead = ahead;
    this.rows = entries.stream().mapToInt(Schedule.Entry::tokens).sum();
    this.tokens = new long[rows];
    this.positions = new long[axes * rows];
    this.slots = new long[rows];
    this.imageRows = new long[rows];
    this.imageSources = new long[rows];
    this.sampleRows = new long[entries.stream().mapToInt(Schedule.Entry::sampled).sum()];
    entries.forEach(this::add);
  }

  private void add(Schedule.Entry entry) {
    Sequence sequence = entry.sequence();
    SequenceState.Running state = sequence.running();
    state.images().forEach(image -> add(image, entry));
    for (int index = entry.start(); index < entry.keys(); index++, row++) {
      tokens[row] = sequence.token(index + ahead);
      slots[row] = state.blocks().slot(index);
      for (int axis = 0; axis < axes; axis++) {
        positions[axis * rows + row] = sequence.positions().at(axis, index);
      }
      if (index >= entry.keys() - entry.sampled()) {
        sampleRows[sampleCount++] = row;
      }
    }
  }

  /** Adds those of the entry's rows, which begin at the current one, that take the image. */
  private void add(HeldImage image, Schedule.Entry entry) {
    int first = entry.start() + ahead;
    int end = Math.min(image.place().end(), entry.keys() + ahead);
    for (int index = Math.max(image.place().start(), first); index < end; index++) {
      imageRows[imageCount] = (long) row + index - first;
      imageSources[imageCount++] = image.rows().row(index - image.place().start());
    }
  }

  StepInput input(
      List<StepInput.Segments> fresh,
      List<StepInput.CachedSegments> cached,
      List<StepInput.SingleRow> single) {
    return new StepInput(
        tokens,
        positions,
        slots,
        Arrays.copyOf(imageRows, imageCount),
        Arrays.copyOf(imageSources, imageCount),
        sampleRows,
        fresh,
        cached,
        single);
  }
}
