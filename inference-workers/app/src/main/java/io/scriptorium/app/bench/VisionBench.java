package io.scriptorium.app.bench;

import io.scriptorium.app.bench.measure.Samples;
import io.scriptorium.app.console.Progress;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.bench.PaddedImages;
import io.scriptorium.engine.bench.VisionEncoder;
import io.scriptorium.engine.bench.VisionShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Compares a vision tower on packed images with the same tower on padded ones. */
final class VisionBench {
  private final String name;
  private final VisionEncoder encoder;
  private final Progress progress;
  private final Samples samples = new Samples();

  VisionBench(String name, VisionEncoder encoder, Progress progress) {
    this.name = name;
    this.encoder = encoder;
    this.progress = progress;
  }

  /**
   * Measures.
   *
   * @param batch images of a call
   */
  Samples measure(List<PixelValues> images, int batch, int rounds) {
    List<List<PixelValues>> packed = new ArrayList<>();
    List<List<PixelValues>> padded = new ArrayList<>();
    for (int first = 0; first < images.size(); first += batch) {
      packed.add(images.subList(first, Math.min(first + batch, images.size())));
      padded.add(PaddedImages.pad(packed.get(packed.size() - 1), VisionShape.MERGE_SIZE));
    }
    long patches = patches(packed);
    samples.add("images", images.size());
    samples.add("padding_share", 1 - (double) patches / patches(padded));
    encoder.seconds(packed);
    encoder.seconds(padded);
    double tokens = images.stream().mapToInt(encoder.tokens()::tokens).sum();
    for (int round = 1; round <= rounds; round++) {
      double packedSeconds = encoder.seconds(packed);
      double paddedSeconds = encoder.seconds(padded);
      samples.add("packed_images_per_second", images.size() / packedSeconds);
      samples.add("padded_images_per_second", images.size() / paddedSeconds);
      samples.add("packed_tokens_per_second", tokens / packedSeconds);
      samples.add("padded_tokens_per_second", tokens / paddedSeconds);
      samples.add("packed_over_padded", paddedSeconds / packedSeconds);
      progress.say(
          String.format(
              Locale.ROOT,
              "%s: round %d: packed %.2f s, padded %.2f s",
              name,
              round,
              packedSeconds,
              paddedSeconds));
    }
    return samples;
  }

  private static long patches(List<List<PixelValues>> batches) {
    return batches.stream().flatMap(List::stream).mapToLong(PixelValues::patches).sum();
  }
}
