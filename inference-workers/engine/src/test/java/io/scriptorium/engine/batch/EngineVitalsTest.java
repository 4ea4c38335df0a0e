package io.scriptorium.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.batch.EngineVitals.ThreadState;
import io.scriptorium.engine.model.ModelCache;
import io.scriptorium.engine.model.StepInput;
import io.scriptorium.engine.model.StepOutput;
import io.scriptorium.engine.torch.TensorScope;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EngineVitalsTest {
  private static final EngineSettings SETTINGS =
      EngineSettings.defaults().withReplicas(1).withCacheBytes(8L << 20);

  /** A model that computes nothing before it is let go. */
  private static final class StuckModel extends ForwardingModel {
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final CountDownLatch reached = new CountDownLatch(1);

    StuckModel() {
      super(new ScriptedModel(65, 66));
    }

    @Override
    public StepOutput forward(TensorScope scope, StepInput input, ModelCache cache) {
      reached.countDown();
      try {
        letGo.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return super.forward(scope, input, cache);
    }
  }

  private static Request request() {
    return new Request(new int[] {65}, List.of(), 4, Set.of());
  }

  @Test
  void anEngineThatIsStuckOwesAnAnswerAndMakesNoProgress() throws Exception {
    StuckModel model = new StuckModel();
    try (EnginePool engines = EnginePool.start(model, SETTINGS, new SimpleMeterRegistry())) {
      CompletableFuture<Completion> answer = engines.submit(request());
      model.reached.await();
      await().until(() -> age(engines).compareTo(Duration.ofMillis(300)) > 0);
      assertThat(engines.vitals().get(0).pending()).isEqualTo(1);
      assertThat(engines.vitals().get(0).thread()).isEqualTo(ThreadState.RUNNING);

      model.letGo.countDown();
      answer.join();

      await().until(() -> age(engines).compareTo(Duration.ofMillis(300)) < 0);
      assertThat(engines.vitals().get(0).pending()).isZero();
    }
  }

  private static Duration age(EnginePool engines) {
    return engines.vitals().get(0).sinceProgress();
  }

  @Test
  void workThatComesToAnIdleEngineIsProgress() {
    AtomicLong nanos = new AtomicLong();
    Progress progress = new Progress(nanos::get);

    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(progress.age()).hasHours(1);
    progress.made();
    assertThat(progress.age()).isZero();
  }

  @Test
  void anEngineWhoseThreadEndedSaysSo() {
    EnginePool engines =
        EnginePool.start(
            new ForwardingModel(new ScriptedModel(65)) {
              @Override
              public StepOutput forward(TensorScope scope, StepInput input, ModelCache cache) {
                throw new StackOverflowError("not a failure of one sequence");
              }
            },
            SETTINGS,
            new SimpleMeterRegistry());
    var unused = engines.submit(request());

    await()
        .dontCatchUncaughtExceptions() // the engine's own is what ends its thread
        .until(() -> engines.vitals().get(0).thread() == ThreadState.ENDED);
    engines.close();
  }

  @Test
  void everyMeterOfTheCatalogueIsThereFromTheStartAndNoOther() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    EnginePool.start(new ScriptedModel(65), SETTINGS, registry).close();

    Set<String> names =
        registry.getMeters().stream()
            .map(Meter::getId)
            .map(Meter.Id::getName)
            .collect(Collectors.toSet());
    assertThat(names)
        .isEqualTo(
            Arrays.stream(EngineMeter.values()).map(EngineMeter::id).collect(Collectors.toSet()));
  }
}
