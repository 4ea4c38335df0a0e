package io.scriptorium.app.bench;

import io.scriptorium.app.bench.measure.Samples;
import io.scriptorium.app.console.Progress;
import io.scriptorium.app.pipeline.TemporaryFolder;
import io.scriptorium.engine.bench.AttentionPath;
import io.scriptorium.engine.bench.AttentionPath.Answer;
import io.scriptorium.engine.bench.DeepSeekShape;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.deepseek.DeepSeek;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Compares the two ways of multi-head latent attention (DeepSeek-V2, arXiv 2405.04434): absorbed,
 * which brings queries to the latent numbers of the cache, and expanded, which projects keys and
 * values of all heads from them; and both with a cache of all keys and values. The layers have
 * DeepSeek-V2-Lite's attention and next to no feed-forward part.
 */
final class LatentAttentionBench {
  private static final int LAYERS = 4;
  private static final int SLOTS = 8 * 4096;
  private static final List<Case> CASES =
      List.of(
          new Case("decode", 8, 1, 512),
          new Case("decode", 8, 1, 4096),
          new Case("chunk", 1, 32, 4096),
          new Case("chunk", 1, 128, 4096),
          new Case("chunk", 1, 256, 4096),
          new Case("chunk", 1, 512, 4096),
          new Case("prefill", 1, 512, 512),
          new Case("prefill", 1, 2048, 2048),
          new Case("prefill", 1, 4096, 4096));

  /**
   * A step that is measured.
   *
   * @param sequences how many take part
   * @param rows of each that are computed
   * @param keys of each, those of the rows included
   */
  private record Case(String kind, int sequences, int rows, int keys) {
    String name() {
      return kind.equals("chunk")
          ? "chunk_of_%d_at_%d".formatted(rows, keys)
          : "%s_at_%d".formatted(kind, keys);
    }
  }

  private final ComputeType numbers;
  private final int rounds;
  private final Progress progress;
  private final Samples samples = new Samples();

  LatentAttentionBench(ComputeType numbers, int rounds, Progress progress) {
    this.numbers = numbers;
    this.rounds = rounds;
    this.progress = progress;
  }

  Measured measure() throws IOException {
    Torch.get().setOperationThreads(Runtime.getRuntime().availableProcessors());
    DeepSeekShape shape = DeepSeekShape.attentionOfV2Lite(LAYERS);
    try (TemporaryFolder folders = TemporaryFolder.create()) {
      Path latent = folders.folder("latent");
      Path full = folders.folder("full");
      shape.writeTo(latent);
      shape.withFullCache().writeTo(full);
      DeepSeek absorbing = DeepSeek.expandingFrom(Integer.MAX_VALUE);
      DeepSeek expanding = DeepSeek.expandingFrom(1);
      try (AttentionPath absorbed = AttentionPath.load(absorbing, latent, numbers, SLOTS);
          AttentionPath expanded = AttentionPath.load(expanding, latent, numbers, SLOTS);
          AttentionPath all = AttentionPath.load(full, numbers, SLOTS)) {
        samples.add("cache_bytes_per_token.latent", absorbed.cacheBytesPerToken());
        samples.add("cache_bytes_per_token.full", all.cacheBytesPerToken());
        samples.add(
            "full_over_latent_cache", all.cacheBytesPerToken() / absorbed.cacheBytesPerToken());
        for (Case each : CASES) {
          compare(each, absorbed, expanded, all);
        }
        return new Measured(absorbed.numbers(), samples);
      }
    }
  }

  private void compare(
      Case each, AttentionPath absorbed, AttentionPath expanded, AttentionPath all) {
    for (AttentionPath path : List.of(absorbed, expanded, all)) {
      path.fresh(each.sequences(), each.keys());
      path.cached(each.sequences(), each.rows(), each.keys());
    }
    for (int round = 1; round <= rounds; round++) {
      Answer few = absorbed.cached(each.sequences(), each.rows(), each.keys());
      Answer many = expanded.cached(each.sequences(), each.rows(), each.keys());
      Answer full = all.cached(each.sequences(), each.rows(), each.keys());
      if (each.rows() == each.keys()) {
        double fresh = expanded.fresh(each.sequences(), each.rows());
        samples.add(each.name() + "_expanded_without_reading_the_cache_ms", fresh * 1e3);
      }
      samples.add(each.name() + "_absorbed_ms", few.seconds() * 1e3);
      samples.add(each.name() + "_expanded_ms", many.seconds() * 1e3);
      samples.add(each.name() + "_full_cache_ms", full.seconds() * 1e3);
      samples.add(each.name() + "_absorbed_over_expanded_speed", many.seconds() / few.seconds());
      samples.add(each.name() + "_largest_difference", few.difference(many));
    }
    progress.say(
        String.format(
            Locale.ROOT,
            "%s: absorbed %.1f ms, expanded %.1f ms, full cache %.1f ms",
            each.name(),
            samples.spread(each.name() + "_absorbed_ms").median(),
            samples.spread(each.name() + "_expanded_ms").median(),
            samples.spread(each.name() + "_full_cache_ms").median()));
  }
}
