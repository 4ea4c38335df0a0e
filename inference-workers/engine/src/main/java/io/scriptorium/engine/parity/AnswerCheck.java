package io.scriptorium.engine.parity;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.Generator;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.Search;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.batch.LoadedModel;
import io.scriptorium.engine.batch.Speculation;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.ImageTokens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Compares answers, each prompt alone and all prompts together in one batch, with and without
 * drafts.
 */
final class AnswerCheck {
  private static final long CACHE_BYTES = 64L << 20;

  /** The reference's dynamic scaling keeps the base of earlier calls, worth 3e-4. */
  private static final double SCORE_TOLERANCE = 1e-3;

  private static final List<Speculation> SPECULATIONS =
      List.of(Speculation.OFF, Speculation.fixed(3));

  private AnswerCheck() {}

  /** Whether an answer is the reference's. */
  interface Agreement {
    boolean of(int index, Completion answer);
  }

  static List<Measure> run(Path folder, Fixture fixture) {
    List<Measure> measures = new ArrayList<>();
    measures.add(
        count(
            "greedy",
            folder,
            IntStream.range(0, fixture.prompts())
                .mapToObj(i -> request(fixture, i, fixture.greedy(i).length))
                .toList(),
            (i, answer) -> Arrays.equals(answer.tokens(), fixture.greedy(i))));
    if (fixture.beams() > 0) {
      Search search = new Search.Beams(fixture.beams(), 1, false);
      measures.add(
          count(
              "beam",
              folder,
              IntStream.range(0, fixture.prompts())
                  .mapToObj(i -> request(fixture, i, fixture.beam(i).length).withSearch(search))
                  .toList(),
              (i, answer) -> isBeam(answer, fixture, i)));
    }
    return measures;
  }

  /** Requests whose answers agree however they are run. */
  static Measure count(String subject, Path folder, List<Request> requests, Agreement agreement) {
    boolean[] good = new boolean[requests.size()];
    Arrays.fill(good, true);
    for (Speculation speculation : SPECULATIONS) {
      EngineSettings settings =
          EngineSettings.defaults()
              .withComputeType(ComputeType.FLOAT32)
              .withReplicas(1)
              .withSpeculation(speculation)
              .withCacheBytes(CACHE_BYTES);
      try (LoadedModel model = LoadedModel.load(folder, settings)) {
        Generator generator = model.generator();
        List<Request> placed =
            requests.stream().map(request -> placed(request, model.images())).toList();
        List<CompletableFuture<Completion>> together =
            placed.stream().map(generator::submit).toList();
        for (int i = 0; i < good.length; i++) {
          good[i] &= agreement.of(i, together.get(i).join());
        }
        for (int i = 0; i < good.length; i++) {
          good[i] &= agreement.of(i, generator.submit(placed.get(i)).join());
        }
      }
    }
    int count = (int) IntStream.range(0, good.length).filter(i -> good[i]).count();
    return new Measure.Count(subject, count, good.length);
  }

  private static Request placed(Request request, Optional<ImageTokens> tokens) {
    return request.withPrompt(ImagePlaces.in(request.prompt(), request.images(), tokens));
  }

  private static boolean isBeam(Completion answer, Fixture fixture, int i) {
    double sum = 0;
    for (float logProbability : answer.logProbabilities()) {
      sum += logProbability;
    }
    double score = sum / answer.logProbabilities().length;
    return Arrays.equals(answer.tokens(), fixture.beam(i))
        && Math.abs(score - fixture.beamScore(i)) < SCORE_TOLERANCE;
  }

  private static Request request(Fixture fixture, int i, int tokens) {
    return new Request(fixture.prompt(i), fixture.images(i), tokens, Set.of());
  }
}
