package io.scriptorium.engine.parity;

import ai.djl.Device;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.torch.Torch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Compares what the model itself computes: logits, image features, its module's drafts. */
final class FeatureCheck {
  private FeatureCheck() {}

  static List<Measure> run(Path folder, Fixture fixture) {
    Torch.get().adoptThread();
    LargestDifference logits = new LargestDifference("logits");
    LargestDifference vision = new LargestDifference("vision");
    List<Measure> measures = new ArrayList<>();
    try (Model model = ModelLoader.load(folder, ComputeType.FLOAT32, Device.cpu())) {
      for (int i = 0; i < fixture.prompts(); i++) {
        try (PromptRun run = PromptRun.of(model, fixture.prompt(i), fixture.images(i))) {
          logits.add(run.logits(), fixture.values("out.logits." + i));
          if (fixture.has("out.vision." + i)) {
            vision.add(run.imageFeatures(), fixture.values("out.vision." + i));
          }
        }
      }
      measures.add(logits.difference());
      if (!vision.isEmpty()) {
        measures.add(vision.difference());
      }
      if (model.drafts()) {
        measures.add(drafts(model, fixture));
      }
    }
    return measures;
  }

  /** Drafts over prompt and reference answer, as far as the reference goes. */
  private static Measure drafts(Model model, Fixture fixture) {
    int good = 0;
    for (int i = 0; i < fixture.prompts(); i++) {
      int[] expected = fixture.drafts(i);
      int[] tokens =
          IntStream.concat(IntStream.of(fixture.prompt(i)), IntStream.of(fixture.greedy(i)))
              .limit(expected.length + 1L)
              .toArray();
      try (PromptRun run = PromptRun.of(model, tokens, fixture.images(i))) {
        long[] drafts = run.drafts();
        if (Arrays.equals(drafts, Arrays.stream(expected).asLongStream().toArray())) {
          good++;
        }
      }
    }
    return new Measure.Count("mtp", good, fixture.prompts());
  }
}
