package io.scriptorium.engine.batch;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.cache.BlockPool;
import io.scriptorium.engine.cache.EncoderCache;
import io.scriptorium.engine.cache.ImageRows;
import io.scriptorium.engine.constrain.BadConstraintException;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.EncoderInput;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelCache;
import io.scriptorium.engine.model.PromptPositions;
import io.scriptorium.engine.model.StepOutput;
import io.scriptorium.engine.sample.Choice;
import io.scriptorium.engine.torch.TensorScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
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
  private final BlockPool blocks;
  private final EncoderCache encoderCache;
  private final Scheduler scheduler;
  private final DraftDepth depth;
  private final Proposer proposer;
  private final EngineMetrics metrics;
  private final StepTimes times = new StepTimes();

  Engine(Model model, EngineSettings settings, TensorScope scope) {
    this(model, settings, scope, new SimpleMeterRegistry(), "0");
  }

  Engine(
      Model model,
      EngineSettings settings,
      TensorScope scope,
      MeterRegistry registry,
      String name) {
    this.model = model;
    this.scope = scope;
    CacheSettings memory = settings.cache();
    this.blocks =
        new BlockPool(memory.blocks(model.shape(), settings.limits()), memory.blockSize());
    this.encoderCache =
        new EncoderCache(memory.imageBlocks(model.images().isPresent()), memory.blockSize());
    this.cache = model.newCache(scope, blocks.capacity(), encoderCache.capacity());
    this.metrics =
        new EngineMetrics(
            registry, Tags.of("engine", name), blocks.capacity() / memory.blockSize());
    this.scheduler =
        new Scheduler(settings.limits(), blocks, encoderCache, memory.prefixCache(), metrics);
    this.depth = new DraftDepth(settings.speculation());
    this.proposer =
        model.drafts() ? new MtpProposer(model, cache, scheduler, depth) : new NgramProposer(depth);
  }

  /**
   * Checks a request and makes a sequence of it; for any thread.
   *
   * @throws BadPromptException if it cannot be continued
   */
  Sequence sequence(Request request) {
    PromptPositions positions = model.locate(request.prompt(), request.images());
    Sequence sequence = new Sequence(request, positions, PromptImages.of(request, model.images()));
    int room = Math.min(blocks.capacity(), model.shape().maxPositions());
    if (sequence.maxLength() > room) {
      throw BadPromptException.tooLong(
          "Prompt and answer may come to %d tokens; there is room for %d"
              .formatted(sequence.maxLength(), room));
    }
    int rows = scheduler.imageRows(sequence);
    if (rows > encoderCache.capacity()) {
      throw BadPromptException.tooLong(
          "The images need room for %d tokens; there is room for %d"
              .formatted(rows, encoderCache.capacity()));
    }
    return sequence;
  }

  void add(Sequence sequence) {
    scheduler.add(sequence);
  }

  boolean hasWork() {
    return scheduler.hasWork();
  }

  /** Blocks of the cache that a sequence holds. */
  int usedBlocks() {
    return blocks.used();
  }

  StepTimes times() {
    return times;
  }

  /** Computes one step: plans it, runs it, takes in what it predicted. */
  void step() {
    dropUnwanted();
    times.start();
    Schedule schedule = scheduler.schedule();
    times.scheduled();
    if (!schedule.isEmpty()) {
      attempt(schedule);
    }
    metrics.holds(scheduler, blocks.used());
  }

  private void run(Schedule schedule) {
    try (TensorScope step = scope.open()) {
      copyBlocks(schedule.copies());
      encodeImages(step, schedule);
      StepBatch batch = StepBatch.of(schedule.entries(), model.shape().positionAxes());
      times.laidOut();
      StepOutput output = model.forward(step, batch.input(), cache);
      Predictions predictions = Predictions.of(output);
      long nanos = times.computed(batch.input().fresh().isEmpty());
      List<Proposer.Verified> verified = commit(batch, predictions);
      depth.modelStep(schedule.tokens(), schedule.sampled(), nanos + times.committed());
      propose(step, verified, output);
      for (Schedule.Entry entry : batch.entries()) {
        if (entry.sequence().isRunning()) {
          scheduler.settle(entry.sequence());
        }
      }
    }
  }

  private void copyBlocks(List<Schedule.SlotCopy> copies) {
    if (!copies.isEmpty()) {
      model.copy(
          slots(copies, Schedule.SlotCopy::from), slots(copies, Schedule.SlotCopy::to), cache);
    }
  }

  private static long[] slots(
      List<Schedule.SlotCopy> copies, ToLongFunction<Schedule.SlotCopy> first) {
    return copies.stream()
        .flatMapToLong(
            copy -> LongStream.range(0, copy.count()).map(i -> first.applyAsLong(copy) + i))
        .toArray();
  }

  private void encodeImages(TensorScope step, Schedule schedule) {
    Map<ImageRows, EncoderInput> inputs = new LinkedHashMap<>();
    for (Schedule.Entry entry : schedule.entries()) {
      for (HeldImage image : entry.sequence().running().images()) {
        ImageRows rows = image.rows();
        if (!rows.isEncoded()) {
          inputs.putIfAbsent(rows, new EncoderInput(image.place().image(), rows.rows()));
        }
      }
    }
    if (!inputs.isEmpty()) {
      model.encode(step, List.copyOf(inputs.values()), cache);
      inputs.keySet().forEach(ImageRows::encoded);
    }
    times.encoded();
  }

  /** Takes in what a step predicted; returns what holds of the sequences that go on. */
  private List<Proposer.Verified> commit(StepBatch batch, Predictions predictions) {
    List<Proposer.Verified> verified = new ArrayList<>();
    Set<BeamSearch> searches = new LinkedHashSet<>();
    int row = 0;
    int sample = 0;
    int generated = 0;
    for (Schedule.Entry entry : batch.entries()) {
      Sequence sequence = entry.sequence();
      int before = sequence.length();
      int samples = entry.sampled() > 0 ? sequence.samplesToStart() : 0;
      Ending end = append(entry, predictions, sample);
      int appended = sequence.length() - before;
      int rejected = sequence.beams().isPresent() ? 0 : Math.max(0, entry.sampled() - appended);
      int holding = entry.tokens() - rejected;
      sequence.advance(holding);
      startSamples(sequence, samples, predictions, sample);
      metrics.generated(appended);
      if (sequence.beams().isPresent() && end.reason().isEmpty()) {
        sequence.beams().filter(BeamSearch::isReady).ifPresent(searches::add);
      } else if (end.reason().isPresent()) {
        finish(sequence, end.reason().get(), end.message());
      } else {
        Schedule.Entry kept =
            new Schedule.Entry(sequence, entry.start(), holding, Math.min(1, entry.sampled()));
        verified.add(new Proposer.Verified(kept, row));
      }
      row += entry.tokens();
      sample += entry.sampled();
      generated += appended;
    }
    searches.forEach(search -> metrics.generated(search.step(scheduler)));
    metrics.step(row);
    depth.produced(row - sample, generated);
    return verified;
  }

  /** Whether and why a sequence ends. */
  private record Ending(Optional<FinishReason> reason, String message) {}

  /** Appends predicted tokens as long as the drafts they were predicted from hold. */
  private Ending append(Schedule.Entry entry, Predictions predictions, int firstSample) {
    Sequence sequence = entry.sequence();
    int[] drafts = sequence.drafts();
    int verifiable = Math.max(0, entry.sampled() - 1);
    int holding = 0;
    Optional<FinishReason> end = Optional.empty();
    if (entry.sampled() > 0) {
      sequence.dropDrafts();
    }
    try {
      boolean goesOn = entry.sampled() > 0;
      if (goesOn && sequence.beams().isPresent()) {
        sequence.beams().get().predicted(sequence, predictions.logits(firstSample));
        goesOn = false;
      }
      for (int i = 0; goesOn; i++) {
        Choice choice = sequence.choose(predictions, firstSample + i);
        sequence.append(choice);
        end = sequence.end();
        boolean holds = i < verifiable && drafts[i] == choice.token();
        holding += holds ? 1 : 0;
        goesOn = holds && end.isEmpty();
      }
    } catch (RuntimeException e) { // no numbers to choose by, or tokens that have no text
      return new Ending(Optional.of(reason(e)), firstLine(e));
    }
    metrics.verified(verifiable, holding);
    depth.verified(verifiable, holding);
    return new Ending(end, "");
  }

  /** Begins further samples of a request beside its first one, each with a token of its own. */
  private void startSamples(Sequence first, int count, Predictions predictions, int row) {
    for (int i = 1; i <= count; i++) {
      Sequence other = first.sample(i);
      try {
        other.append(other.choose(predictions, row));
        metrics.generated(1);
        scheduler.fork(first, other);
        other.end().ifPresent(reason -> finish(other, reason, ""));
      } catch (RuntimeException e) {
        finish(other, reason(e), firstLine(e));
      }
    }
  }

  /** Why a sequence ends to which no token could be added. */
  private static FinishReason reason(RuntimeException e) {
    return e instanceof BadConstraintException ? FinishReason.NO_MATCH : FinishReason.ERROR;
  }

  /** A proposer that fails costs its drafts, nothing else: what was committed stays. */
  private void propose(TensorScope step, List<Proposer.Verified> verified, StepOutput output) {
    try {
      proposer.propose(step, verified, output);
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("No drafts");
      verified.forEach(part -> part.sequence().dropDrafts());
    }
    times.proposed();
  }

  /**
   * Runs a schedule; if that fails, its halves, so that a sequence that is the cause of it ends
   * alone, and a batch that memory does not suffice for becomes smaller.
   */
  private void attempt(Schedule schedule) {
    try {
      run(schedule);
    } catch (RuntimeException e) {
      List<Schedule.Entry> entries = schedule.entries();
      if (entries.size() == 1) {
        LOG.atWarn().setCause(e).addKeyValue("tokens", schedule.tokens()).log("Sequence failed");
        finish(entries.get(0).sequence(), FinishReason.ERROR, firstLine(e));
        return;
      }
      int half = entries.size() / 2;
      attempt(schedule.part(0, half));
      attempt(schedule.part(half, entries.size()));
    }
  }

  private static String firstLine(RuntimeException cause) {
    String message = String.valueOf(cause.getMessage());
    return message.lines().findFirst().orElse(cause.getClass().getSimpleName());
  }

  private void dropUnwanted() {
    Instant now = Instant.now();
    for (Sequence sequence : scheduler.sequences()) {
      if (sequence.answer().isCancelled()) {
        finish(sequence, FinishReason.CANCELLED, "");
      } else if (sequence.request().urgency().deadline().filter(now::isAfter).isPresent()) {
        finish(sequence, FinishReason.DEADLINE, "");
      }
    }
  }

  private void finish(Sequence sequence, FinishReason reason, String message) {
    if (sequence.state() instanceof SequenceState.Finished) {
      return; // with another beam
    }
    SequenceState.Finished finished = new SequenceState.Finished(reason);
    scheduler.remove(sequence, finished);
    sequence.beams().ifPresent(search -> search.leave(scheduler, finished));
    sequence.answer(sequence.completion(reason, message));
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
