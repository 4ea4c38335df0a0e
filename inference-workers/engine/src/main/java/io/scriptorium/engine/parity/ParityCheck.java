package io.scriptorium.engine.parity;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.Generator;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.Search;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.batch.LoadedModel;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.torch.CheckpointException;
import io.scriptorium.engine.torch.Torch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Compares the engine, computing in 32 bits, with what the reference implementation answers: logits
 * and image features by their largest difference, greedy answers token for token, each prompt alone
 * and all prompts together in one batch.
 */
public final class ParityCheck {
  private static final long CACHE_BYTES = 64L << 20;
  private static final double SCORE_TOLERANCE = 1e-4;

  private ParityCheck() {}

  /** Checks a folder that holds a checkpoint, {@code expected.json} and its tensors. */
  public static ParityReport run(Path folder) {
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    try (Fixture fixture = Fixture.open(folder)) {
      Features features = compareFeatures(folder, fixture);
      Answers answers = compareAnswers(folder, fixture);
      return new ParityReport(
          name,
          Optional.of(features.logits),
          features.vision,
          Optional.of(answers.greedy),
          answers.beam,
          features.mtp,
          List.of());
    } catch (CheckpointException | BadPromptException | EngineException e) {
      return ParityReport.failed(name, message(e));
    }
  }

  private static String message(RuntimeException e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
  }

  private record Features(
      ParityReport.Difference logits,
      Optional<ParityReport.Difference> vision,
      Optional<ParityReport.Count> mtp) {}

  private static Features compareFeatures(Path folder, Fixture fixture) {
    Torch.get().adoptThread();
    Worst logits = new Worst();
    Worst vision = new Worst();
    Optional<ParityReport.Count> mtp;
    try (Model model = ModelLoader.load(folder, ComputeType.FLOAT32, Device.cpu())) {
      for (int i = 0; i < fixture.prompts(); i++) {
        try (PromptRun run = PromptRun.of(model, fixture.prompt(i), fixture.images(i))) {
          logits.add(run.logits(), fixture.values("out.logits." + i));
          if (fixture.has("out.vision." + i)) {
            vision.add(run.imageFeatures(), fixture.values("out.vision." + i));
          }
        }
      }
      mtp = model.drafts() ? Optional.of(drafts(model, fixture)) : Optional.empty();
    }
    return new Features(
        logits.difference(),
        vision.isEmpty() ? Optional.empty() : Optional.of(vision.difference()),
        mtp);
  }

  /** Drafts over prompt and reference answer, as far as the reference goes. */
  private static ParityReport.Count drafts(Model model, Fixture fixture) {
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
    return new ParityReport.Count(good, fixture.prompts());
  }

  private record Answers(ParityReport.Count greedy, Optional<ParityReport.Count> beam) {}

  private static Answers compareAnswers(Path folder, Fixture fixture) {
    EngineSettings settings =
        EngineSettings.defaults()
            .withComputeType(ComputeType.FLOAT32)
            .withReplicas(1)
            .withCacheBytes(CACHE_BYTES);
    try (LoadedModel model = LoadedModel.load(folder, settings)) {
      Generator generator = model.generator();
      ParityReport.Count greedy =
          aloneAndTogether(
              generator,
              IntStream.range(0, fixture.prompts())
                  .mapToObj(i -> request(fixture, i, fixture.greedy(i).length))
                  .toList(),
              (i, answer) -> Arrays.equals(answer.tokens(), fixture.greedy(i)));
      if (fixture.beams() == 0) {
        return new Answers(greedy, Optional.empty());
      }
      Search search = new Search.Beams(fixture.beams(), 1, false);
      ParityReport.Count beam =
          aloneAndTogether(
              generator,
              IntStream.range(0, fixture.prompts())
                  .mapToObj(i -> request(fixture, i, fixture.beam(i).length).withSearch(search))
                  .toList(),
              (i, answer) -> agrees(answer, fixture, i));
      return new Answers(greedy, Optional.of(beam));
    }
  }

  private static boolean agrees(Completion answer, Fixture fixture, int i) {
    double sum = 0;
    for (float logProbability : answer.logProbabilities()) {
      sum += logProbability;
    }
    double score = sum / answer.logProbabilities().length;
    return Arrays.equals(answer.tokens(), fixture.beam(i))
        && Math.abs(score - fixture.beamScore(i)) < SCORE_TOLERANCE;
  }

  /** Whether an answer is the reference's. */
  private interface Agreement {
    boolean of(int index, Completion answer);
  }

  private static ParityReport.Count aloneAndTogether(
      Generator generator, List<Request> requests, Agreement agreement) {
    List<CompletableFuture<Completion>> together =
        requests.stream().map(generator::submit).toList();
    together.forEach(CompletableFuture::join);
    int good = 0;
    for (int i = 0; i < requests.size(); i++) {
      Completion alone = generator.submit(requests.get(i)).join();
      if (agreement.of(i, alone) && agreement.of(i, together.get(i).join())) {
        good++;
      }
    }
    return new ParityReport.Count(good, requests.size());
  }

  private static Request request(Fixture fixture, int i, int tokens) {
    return new Request(fixture.prompt(i), fixture.images(i), tokens, Set.of());
  }

  /** The largest difference seen, and what is allowed for tensors of this size. */
  private static final class Worst {
    private double largest;
    private double magnitude;
    private int tensors;

    void add(float[] actual, float[] expected) {
      if (actual.length != expected.length) {
        throw new CheckpointException(
            "The reference has %d values, the engine %d".formatted(expected.length, actual.length));
      }
      tensors++;
      for (int i = 0; i < actual.length; i++) {
        double difference = Math.abs((double) actual[i] - expected[i]);
        if (!(difference <= largest)) {
          largest = difference;
        }
        magnitude = Math.max(magnitude, Math.abs(expected[i]));
      }
    }

    boolean isEmpty() {
      return tensors == 0;
    }

    ParityReport.Difference difference() {
      return new ParityReport.Difference(largest, Math.max(1e-4, 1e-5 * magnitude));
    }
  }
}
