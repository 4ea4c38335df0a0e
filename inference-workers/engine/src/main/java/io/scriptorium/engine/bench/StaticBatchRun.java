package io.scriptorium.engine.bench;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.batch.BatchLimits;
import io.scriptorium.engine.model.EncoderInput;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelCache;
import io.scriptorium.engine.model.StepInput;
import io.scriptorium.engine.torch.TensorScope;
import java.util.ArrayList;
import java.util.List;

/**
 * One batch of {@link StaticMode} on its way. Images are encoded and prompts computed in pieces of
 * the size that the engine's limits name, since larger ones leave the processor's cache.
 */
final class StaticBatchRun {
  private final Model model;
  private final BatchLimits limits;
  private final List<Request> requests;
  private final TensorScope scope;
  private final PaddedBatch batch;
  private final ModelCache cache;
  private final long[] last;
  private final int[] generated;

  StaticBatchRun(Model model, BatchLimits limits, List<Request> requests, TensorScope scope) {
    this.model = model;
    this.limits = limits;
    this.requests = requests;
    this.scope = scope;
    this.batch = new PaddedBatch(requests, model);
    int imageRows = requests.stream().mapToInt(this::imageTokens).sum();
    this.cache = model.newCache(scope, batch.slots(), imageRows);
    this.last = new long[requests.size()];
    this.generated = new int[requests.size()];
  }

  /** Runs to the end of the longest answer; the tokens of all answers. */
  long run() {
    int[] firstImageRow = encode();
    int piece = Math.max(1, limits.tokensPerStep() / batch.longestPrompt());
    for (int first = 0; first < requests.size(); first += piece) {
      int end = Math.min(first + piece, requests.size());
      predict(first, batch.prefill(first, end, firstImageRow));
    }
    boolean running = take(1);
    for (int step = 1; running; step++) {
      predict(0, batch.decode(step, last));
      running = take(step + 1);
    }
    long tokens = 0;
    for (int count : generated) {
      tokens += count;
    }
    return tokens;
  }

  private void predict(int first, StepInput input) {
    try (TensorScope step = scope.open()) {
      long[] tokens = model.forward(step, input, cache).tokens().toLongArray();
      System.arraycopy(tokens, 0, last, first, tokens.length);
    }
  }

  /** Notes which answers end with their last token; whether any goes on. */
  private boolean take(int step) {
    boolean running = false;
    for (int i = 0; i < requests.size(); i++) {
      Request request = requests.get(i);
      boolean ends = step == request.maxNewTokens() || request.stopTokens().contains((int) last[i]);
      if (generated[i] == 0 && ends) {
        generated[i] = step;
      }
      running |= generated[i] == 0;
    }
    return running;
  }

  /** Encodes all images; the cache row of each sequence's first image token. */
  private int[] encode() {
    int[] firstRow = new int[requests.size()];
    int row = 0;
    int patches = 0;
    List<EncoderInput> pack = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      firstRow[i] = row;
      for (PixelValues pixels : requests.get(i).images()) {
        if (!pack.isEmpty() && patches + pixels.patches() > limits.patchesPerStep()) {
          encode(pack);
          pack.clear();
          patches = 0;
        }
        int[] rows = new int[tokens(pixels)];
        for (int j = 0; j < rows.length; j++) {
          rows[j] = row++;
        }
        pack.add(new EncoderInput(pixels, rows));
        patches += pixels.patches();
      }
    }
    if (!pack.isEmpty()) {
      encode(pack);
    }
    return firstRow;
  }

  private void encode(List<EncoderInput> pack) {
    try (TensorScope step = scope.open()) {
      model.encode(step, pack, cache);
    }
  }

  private int imageTokens(Request request) {
    return request.images().stream().mapToInt(this::tokens).sum();
  }

  private int tokens(PixelValues pixels) {
    return model.images().orElseThrow().tokens(pixels);
  }
}
