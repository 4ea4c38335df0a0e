package io.scriptorium.engine.bench;

import io.scriptorium.engine.Request;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.PromptPositions;
import io.scriptorium.engine.model.StepInput;
import io.scriptorium.engine.model.StepInput.CachedSegments;
import io.scriptorium.engine.model.StepInput.Segments;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests laid out as a rectangle: prompts are padded at their ends to the longest one, and every
 * sequence sees as many keys as the longest. Rows and keys of padding are computed like others;
 * what they come to is never looked at.
 *
 * <pre>
 *   slots of sequence i, from i * stride:  prompt (its length) | answer ... (stride)
 * </pre>
 */
final class PaddedBatch {
  /** Most sequences that attend together, as in the engine. */
  private static final int LARGEST_RUN = 32;

  private final List<Request> requests;
  private final List<PromptPositions> positions;
  private final int axes;
  private final int imageToken;
  private final int longest;
  private final int stride;

  /** A batch of requests that the model can take. */
  PaddedBatch(List<Request> requests, Model model) {
    this.requests = requests;
    this.positions =
        requests.stream().map(each -> model.locate(each.prompt(), each.images())).toList();
    this.axes = model.shape().positionAxes();
    this.imageToken = model.images().map(ImageTokens::tokenId).orElse(-1);
    this.longest = requests.stream().mapToInt(each -> each.prompt().length).max().orElseThrow();
    this.stride = longest + requests.stream().mapToInt(Request::maxNewTokens).max().orElseThrow();
  }

  /** Cache slots that it needs. */
  int slots() {
    return requests.size() * stride;
  }

  /** Rows of a sequence in {@link #prefill}. */
  int longestPrompt() {
    return longest;
  }

  /**
   * The prompts of some of the sequences; predicts their first tokens.
   *
   * @param firstImageRow cache row of each sequence's first image token
   */
  StepInput prefill(int first, int end, int[] firstImageRow) {
    Rows rows = new Rows((end - first) * longest);
    for (int i = first; i < end; i++) {
      int[] prompt = requests.get(i).prompt();
      int image = firstImageRow[i];
      for (int index = 0; index < longest; index++) {
        int token = prompt[Math.min(index, prompt.length - 1)];
        if (index < prompt.length && token == imageToken) {
          rows.image(image++);
        }
        if (index == prompt.length - 1) {
          rows.sample();
        }
        rows.add(i, index, token);
      }
    }
    return rows.input(List.of(new Segments(end - first, longest)), List.of());
  }

  /**
   * A step of all sequences.
   *
   * @param step how many tokens each one has generated so far
   * @param last the token that each one generated last
   */
  StepInput decode(int step, long[] last) {
    Rows rows = new Rows(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      rows.sample();
      rows.add(i, requests.get(i).prompt().length + step - 1, last[i]);
    }
    List<CachedSegments> runs = new ArrayList<>();
    for (int first = 0; first < requests.size(); first += LARGEST_RUN) {
      runs.add(run(first, Math.min(first + LARGEST_RUN, requests.size()), step));
    }
    return rows.input(List.of(), runs);
  }

  private CachedSegments run(int first, int end, int step) {
    int width = longest + step;
    long[] keys = new long[(end - first) * width];
    long[] counts = new long[end - first];
    for (int i = first; i < end; i++) {
      int seen = requests.get(i).prompt().length + step;
      counts[i - first] = seen;
      for (int key = 0; key < width; key++) {
        keys[(i - first) * width + key] = (long) i * stride + (key < seen ? key : 0);
      }
    }
    return new CachedSegments(new Segments(end - first, 1), keys, counts);
  }

  /** Rows in the making. */
  private final class Rows {
    private final int count;
    private final long[] tokens;
    private final long[] coordinates;
    private final long[] slots;
    private final List<Long> imageRows = new ArrayList<>();
    private final List<Long> imageSources = new ArrayList<>();
    private final List<Long> samples = new ArrayList<>();
    private int row;

    Rows(int count) {
      this.count = count;
      this.tokens = new long[count];
      this.coordinates = new long[axes * count];
      this.slots = new long[count];
    }

    /** The next row takes this image embedding. */
    void image(int source) {
      imageRows.add((long) row);
      imageSources.add((long) source);
    }

    /** A token is predicted after the next row. */
    void sample() {
      samples.add((long) row);
    }

    void add(int sequence, int index, long token) {
      tokens[row] = token;
      slots[row] = (long) sequence * stride + index;
      for (int axis = 0; axis < axes; axis++) {
        coordinates[axis * count + row] = positions.get(sequence).at(axis, index);
      }
      row++;
    }

    StepInput input(List<Segments> fresh, List<CachedSegments> cached) {
      return new StepInput(
          tokens,
          coordinates,
          slots,
          array(imageRows),
          array(imageSources),
          array(samples),
          fresh,
          cached,
          List.of());
    }

    private static long[] array(List<Long> numbers) {
      return numbers.stream().mapToLong(Long::longValue).toArray();
    }
  }
}
