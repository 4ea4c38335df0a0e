package io.scriptorium.engine.batch;

import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.EncoderInput;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelCache;
import io.scriptorium.engine.model.StepOutput;
import io.scriptorium.engine.torch.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Continues sequences in steps; each step may take in new ones and let finished ones go. One thread
 * uses it, except for {@link #sequence}.
 */
final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private final Model model;
  private final TensorScope scope;
  private final ModelCache cache;
  private final Scheduler scheduler;
  private final BlockPool blocks;
  private final BlockPool imageRows;
  private final StepTimes times = new StepTimes();

  Engine(Model model, EngineSettings settings, TensorScope scope) {
    this.model = model;
    this.scope = scope;
    this.blocks = new BlockPool(settings.cacheBlocks(model.shape()), settings.blockSize());
    this.imageRows =
        new BlockPool(settings.imageBlocks(model.images().isPresent()), settings.blockSize());
    this.cache = model.newCache(scope, blocks.capacity(), imageRows.capacity());
    this.scheduler = new Scheduler(settings.limits(), blocks, imageRows);
  }

  /**
   * Checks a request and makes a sequence of it; for any thread.
   *
   * @throws BadPromptException if it cannot be continued
   */
  Sequence sequence(Request request) {
    int images = request.images().stream().mapToInt(PixelValues::patches).sum();
    int imageTokens = model.images().map(tokens -> tokens.tokens(images)).orElse(0);
    Sequence sequence =
        new Sequence(request, model.locate(request.prompt(), request.images()), imageTokens);
    if (sequence.maxLength() > Math.min(blocks.capacity(), model.shape().maxPositions())) {
      throw new BadPromptException(
          "Prompt and answer may come to %d tokens; there is room for %d"
              .formatted(
                  sequence.maxLength(), Math.min(blocks.capacity(), model.shape().maxPositions())));
    }
    if (imageTokens > imageRows.capacity()) {
      throw new BadPromptException(
          "The images have %d tokens; there is room for %d"
              .formatted(imageTokens, imageRows.capacity()));
    }
    return sequence;
  }

  void add(Sequence sequence) {
    scheduler.add(sequence);
  }

  boolean hasWork() {
    return scheduler.hasWork();
  }

  StepTimes times() {
    return times;
  }

  /** Computes one step: plans it, runs it, takes in what it predicted. */
  void step() {
    dropCancelled();
    Schedule schedule = scheduler.schedule();
    if (schedule.isEmpty()) {
      return;
    }
    try {
      runAndCommit(schedule);
    } catch (RuntimeException e) {
      isolate(schedule, e);
    }
  }

  private void runAndCommit(Schedule schedule) {
    try (TensorScope step = scope.open()) {
      times.start();
      encodeImages(step, schedule);
      times.encoded();
      StepBatch batch = StepBatch.of(schedule, model.shape().positionAxes(), imageToken());
      times.laidOut();
      StepOutput output = model.forward(step, batch.input(), cache);
      long[] tokens = output.tokens().toLongArray();
      float[] logProbabilities = output.logProbabilities().toFloatArray();
      if (batch.input().fresh().isEmpty()) {
        times.decoded();
      } else {
        times.prefilled();
      }
      for (int i = 0; i < tokens.length; i++) {
        batch.sampled().get(i).append((int) tokens[i], logProbabilities[i]);
      }
      commit(schedule);
      times.committed();
    }
  }

  private void encodeImages(TensorScope step, Schedule schedule) {
    List<EncoderInput> images = new ArrayList<>();
    for (Schedule.Entry entry : schedule.entries()) {
      if (entry.isFresh()) {
        entry
            .sequence()
            .running()
            .imageRows()
            .ifPresent(rows -> images.addAll(encoderInputs(entry.sequence().request(), rows)));
      }
    }
    if (!images.isEmpty()) {
      model.encode(step, images, cache);
    }
  }

  private List<EncoderInput> encoderInputs(Request request, BlockTable rows) {
    ImageTokens tokens = model.images().orElseThrow();
    List<EncoderInput> inputs = new ArrayList<>();
    int first = 0;
    for (PixelValues pixels : request.images()) {
      int[] imageRows = new int[tokens.tokens(pixels.patches())];
      for (int i = 0; i < imageRows.length; i++) {
        imageRows[i] = rows.slot(first++);
      }
      inputs.add(new EncoderInput(pixels, imageRows));
    }
    return inputs;
  }

  private OptionalInt imageToken() {
    return model
        .images()
        .map(tokens -> OptionalInt.of(tokens.tokenId()))
        .orElse(OptionalInt.empty());
  }

  private void commit(Schedule schedule) {
    for (Schedule.Entry entry : schedule.entries()) {
      Sequence sequence = entry.sequence();
      sequence.advance(entry.tokens());
      if (sequence.computedTokens() >= sequence.request().prompt().length) {
        scheduler.releaseImages(sequence);
      }
      if (sequence.endsWithStop()) {
        finish(sequence, FinishReason.STOP, "");
      } else if (sequence.isFull()) {
        finish(sequence, FinishReason.LENGTH, "");
      } else if (sequence.repeatsItself()) {
        finish(sequence, FinishReason.REPETITION, "");
      }
    }
  }

  /** After a failed step: each sequence of it goes alone, so that only the cause of it ends. */
  private void isolate(Schedule schedule, RuntimeException cause) {
    if (schedule.entries().size() == 1) {
      Schedule.Entry entry = schedule.entries().get(0);
      LOG.atWarn().setCause(cause).addKeyValue("tokens", entry.tokens()).log("Sequence failed");
      finish(entry.sequence(), FinishReason.ERROR, firstLine(cause));
      return;
    }
    for (Schedule.Entry entry : schedule.entries()) {
      Schedule alone = new Schedule(List.of(entry));
      try {
        runAndCommit(alone);
      } catch (RuntimeException e) {
        isolate(alone, e);
      }
    }
  }

  private static String firstLine(RuntimeException cause) {
    String message = String.valueOf(cause.getMessage());
    return message.lines().findFirst().orElse(cause.getClass().getSimpleName());
  }

  private void dropCancelled() {
    for (Sequence sequence : scheduler.sequences()) {
      if (sequence.answer().isCancelled()) {
        finish(sequence, FinishReason.CANCELLED, "");
      }
    }
  }

  private void finish(Sequence sequence, FinishReason reason, String message) {
    scheduler.remove(sequence, new SequenceState.Finished(reason));
    sequence.answer().complete(sequence.completion(reason, message));
  }

  /** Throws if the books do not balance. */
  void checkIntegrity() {
    scheduler.checkIntegrity();
  }

  /** Ends what is left as cancelled and frees the cache. */
  @Override
  public void close() {
    for (Sequence sequence : scheduler.sequences()) {
      finish(sequence, FinishReason.CANCELLED, "");
    }
    scope.close();
  }
}
