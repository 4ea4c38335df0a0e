package io.scriptorium.engine.bench;

import io.micrometer.core.instrument.Counter;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.batch.EngineMeter;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.batch.LoadedModel;
import io.scriptorium.engine.batch.StepTimes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntConsumer;

/** The engine itself: each request begins as soon as another one has made room. */
public final class EngineMode implements Mode {
  private final LoadedModel model;

  private EngineMode(LoadedModel model) {
    this.model = model;
  }

  /**
   * Loads a model folder and warms its engines up. Threads of operations are a setting of the whole
   * process until a thread has computed: start one mode after the other.
   *
   * @param warmUp requests for each engine
   */
  public static EngineMode start(Path folder, EngineSettings settings, List<Request> warmUp) {
    EngineMode mode = new EngineMode(LoadedModel.load(folder, settings));
    for (Request request : warmUp) {
      mode.run(Collections.nCopies(settings.replicas(), request), settings.replicas());
    }
    return mode;
  }

  /** The model. */
  public LoadedModel model() {
    return model;
  }

  /** Shares of drafts that held so far, by their position after the last verified token. */
  public List<Double> acceptance() {
    List<Double> shares = new ArrayList<>();
    for (double drafted = drafts(EngineMeter.DRAFT_TOKENS, 0);
        drafted > 0;
        drafted = drafts(EngineMeter.DRAFT_TOKENS, shares.size())) {
      shares.add(drafts(EngineMeter.ACCEPTED_TOKENS, shares.size()) / drafted);
    }
    return shares;
  }

  private double drafts(EngineMeter which, int position) {
    return model
        .generator()
        .metrics()
        .find(which.id())
        .tag("position", String.valueOf(position))
        .counters()
        .stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  @Override
  public Answered run(List<Request> requests, int concurrency) {
    StepTimes.Totals before = model.generator().times();
    long start = System.nanoTime();
    List<Completion> answers = answers(requests, concurrency, count -> {});
    double seconds = (System.nanoTime() - start) / 1e9;
    long tokens = answers.stream().mapToLong(answer -> answer.logProbabilities().length).sum();
    return new Answered(tokens, seconds, model.generator().times().minus(before));
  }

  /**
   * Runs all requests to their ends.
   *
   * @param concurrency most requests that run at a time
   * @param counter is told on this thread how many answers are there
   * @return the answers in the order of the requests
   * @throws IllegalStateException if a request fails
   */
  public List<Completion> answers(List<Request> requests, int concurrency, IntConsumer counter) {
    return new Feeder(model.generator(), requests).run(concurrency, counter);
  }

  @Override
  public void close() {
    model.close();
  }
}
