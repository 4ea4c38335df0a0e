package io.scriptorium.engine.batch;

import io.scriptorium.engine.model.StepInput;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** The rows of a ragged batch: what stands for each token that a step computes. */
final class StepRows {
  private final int axes;
  private final OptionalInt imageToken;
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

  StepRows(List<Schedule.Entry> entries, int axes, OptionalInt imageToken) {
    this.axes = axes;
    this.imageToken = imageToken;
    this.rows = entries.stream().mapToInt(Schedule.Entry::tokens).sum();
    this.tokens = new long[rows];
    this.positions = new long[axes * rows];
    this.slots = new long[rows];
    this.imageRows = new long[rows];
    this.imageSources = new long[rows];
    this.sampleRows = new long[entries.size()];
    entries.forEach(this::add);
  }

  private void add(Schedule.Entry entry) {
    Sequence sequence = entry.sequence();
    SequenceState.Running state = sequence.running();
    int start = sequence.computedTokens();
    int image = state.imageRows().isPresent() ? imageTokensBefore(sequence, start) : 0;
    for (int index = start; index < start + entry.tokens(); index++, row++) {
      tokens[row] = sequence.token(index);
      slots[row] = state.blocks().slot(index);
      for (int axis = 0; axis < axes; axis++) {
        positions[axis * rows + row] = sequence.positions().at(axis, index);
      }
      if (state.imageRows().isPresent() && isImage(sequence.token(index))) {
        imageRows[imageCount] = row;
        imageSources[imageCount++] = state.imageRows().get().slot(image++);
      }
    }
    if (entry.isSampled()) {
      sampleRows[sampleCount++] = row - 1L;
    }
  }

  private int imageTokensBefore(Sequence sequence, int end) {
    int count = 0;
    for (int index = 0; index < end; index++) {
      if (isImage(sequence.token(index))) {
        count++;
      }
    }
    return count;
  }

  private boolean isImage(int token) {
    return imageToken.isPresent() && imageToken.getAsInt() == token;
  }

  StepInput input(List<StepInput.Segments> fresh, List<StepInput.CachedSegments> cached) {
    return new StepInput(
        tokens,
        positions,
        slots,
        Arrays.copyOf(imageRows, imageCount),
        Arrays.copyOf(imageSources, imageCount),
        Arrays.copyOf(sampleRows, sampleCount),
        fresh,
        cached);
  }
}
