package io.scriptorium.engine.batch;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.Search;
import io.scriptorium.engine.cache.BlockHash;
import io.scriptorium.engine.constrain.BadConstraintException;
import io.scriptorium.engine.constrain.ConstrainedAnswer;
import io.scriptorium.engine.model.PromptPositions;
import io.scriptorium.engine.sample.BadLogitsException;
import io.scriptorium.engine.sample.Choice;
import io.scriptorium.engine.sample.TokenChooser;
import io.scriptorium.engine.sample.TokenLogProbability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * A request on its way through the engine. Made by any thread, then used by the engine's alone.
 *
 * <pre>
 *   index      0 ........ prompt ........ | generated ... | drafts
 *              |---- computed ----|                       |
 *                                 keys and values are in the cache up to here
 * </pre>
 *
 * <p>Each step computes some tokens from the first one that is not computed. Drafts are tokens that
 * a proposer believes will follow; the step that computes them tells how many of them hold.
 */
final class Sequence {
  private final Request request;
  private final PromptPositions positions;
  private final PromptImages images;
  private final Answers answers;
  private final int answerIndex;
  private final Optional<BeamSearch> beams;
  private final Optional<ConstrainedAnswer> constrained;
  private final Optional<TokenChooser> chooser;
  private final List<List<TokenLogProbability>> alternatives = new ArrayList<>();
  private final Optional<StopSearch> stopSearch;
  private final List<BlockHash> names = new ArrayList<>();
  private int[] generated = new int[16];
  private float[] logProbabilities = new float[16];
  private int generatedCount;
  private int[] drafts = new int[0];
  private int computedTokens;
  private int moduleTokens;
  private int namedBlocks;
  private Rank rank = new Rank(0, 0);
  private SequenceState state = new SequenceState.Waiting();

  Sequence(Request request, PromptPositions positions, PromptImages images) {
    this(
        request,
        positions,
        images,
        new Answers(request.search() instanceof Search.Samples samples ? samples.count() : 1),
        0,
        request.search() instanceof Search.Beams search
            ? Optional.of(new BeamSearch(search, request))
            : Optional.empty());
    beams.ifPresent(search -> search.begin(this));
  }

  private Sequence(
      Request request,
      PromptPositions positions,
      PromptImages images,
      Answers answers,
      int answerIndex,
      Optional<BeamSearch> beams) {
    this.request = request;
    this.positions = positions;
    this.images = images;
    this.answers = answers;
    this.answerIndex = answerIndex;
    this.beams = beams;
    this.constrained = request.constraint().map(it -> it.begin(request.stopTokens()));
    this.chooser =
        request.sampling().isGreedy() && constrained.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new TokenChooser(request.sampling().ofSample(answerIndex), request.prompt()));
    this.stopSearch =
        Optional.of(request.stopRules().stopStrings())
            .filter(stop -> !stop.strings().isEmpty())
            .map(StopSearch::new);
  }

  /** A sequence for another answer, to be sampled like this one; this one has no token yet. */
  Sequence sample(int index) {
    return new Sequence(request, positions, images, answers, index, beams);
  }

  /** Another beam that goes on from the same tokens. */
  Sequence beam() {
    Sequence copy = sample(answerIndex);
    copy.generated = generated.clone();
    copy.logProbabilities = logProbabilities.clone();
    copy.generatedCount = generatedCount;
    return copy;
  }

  /** Takes part in steps from now on, with blocks of a sequence whose tokens begin alike. */
  void share(SequenceState.Running next, Sequence other) {
    state = next;
    computedTokens = other.computedTokens;
    moduleTokens = other.moduleTokens;
    namedBlocks = other.namedBlocks;
    names.addAll(other.names.subList(0, other.namedBlocks));
  }

  /** The search that it is a beam of. */
  Optional<BeamSearch> beams() {
    return beams;
  }

  /** Samples of the request that are to begin beside its first token. */
  int samplesToStart() {
    return generatedCount == 0 && answerIndex == 0 ? answers.count() - 1 : 0;
  }

  Request request() {
    return request;
  }

  PromptPositions positions() {
    return positions;
  }

  PromptImages images() {
    return images;
  }

  /** All answers of its request. */
  CompletableFuture<Completion> answer() {
    return answers.future();
  }

  /** Ends its answer; before its first token, those of samples that were to begin with it too. */
  void answer(Completion completion) {
    if (samplesToStart() > 0) {
      answers.end(completion);
    } else {
      answers.put(answerIndex, completion);
    }
  }

  int priority() {
    return request.urgency().priority();
  }

  /** Its place in the waiting queue: the smallest goes first. */
  Rank rank() {
    return rank;
  }

  void rank(Rank place) {
    rank = place;
  }

  SequenceState state() {
    return state;
  }

  boolean isRunning() {
    return state instanceof SequenceState.Running;
  }

  void state(SequenceState next) {
    state = next;
  }

  /** The state of a sequence that takes part in steps. */
  SequenceState.Running running() {
    if (state instanceof SequenceState.Running running) {
      return running;
    }
    throw new IllegalStateException("The sequence is " + state);
  }

  /** Tokens it has: prompt and answer. */
  int length() {
    return request.prompt().length + generatedCount;
  }

  /** Tokens of its answer. */
  int generated() {
    return generatedCount;
  }

  /** Most tokens it can come to. */
  int maxLength() {
    return request.prompt().length + request.maxNewTokens();
  }

  /** The token at an index; drafts follow those it has. */
  int token(int index) {
    int afterPrompt = index - request.prompt().length;
    if (afterPrompt < 0) {
      return request.prompt()[index];
    }
    return afterPrompt < generatedCount
        ? generated[afterPrompt]
        : drafts[afterPrompt - generatedCount];
  }

  /** Tokens that are believed to follow. */
  int[] drafts() {
    return drafts;
  }

  /** Takes a draft in, unless the answer has no room for a token after it. */
  void addDraft(int token) {
    if (length() + drafts.length + 1 < maxLength()) {
      drafts = Arrays.copyOf(drafts, drafts.length + 1);
      drafts[drafts.length - 1] = token;
    }
  }

  void dropDrafts() {
    drafts = new int[0];
  }

  /** Tokens whose keys and values are in the cache. */
  int computedTokens() {
    return computedTokens;
  }

  /** Tokens to be computed, drafts included. */
  int pendingTokens() {
    return length() + drafts.length - computedTokens;
  }

  /** Notes that a step computed some of its tokens. */
  void advance(int tokens) {
    computedTokens += tokens;
  }

  /** Tokens, from the first on, that the draft module has computed without a gap. */
  int moduleTokens() {
    return moduleTokens;
  }

  void moduleTokens(int tokens) {
    moduleTokens = tokens;
  }

  /** Full blocks, from the first on, whose names the pool knows. */
  int namedBlocks() {
    return namedBlocks;
  }

  void namedBlocks(int count) {
    namedBlocks = count;
  }

  /** Takes part in steps from now on; the cache holds its first tokens. */
  void admit(SequenceState.Running next, int cachedTokens) {
    state = next;
    computedTokens = cachedTokens;
    moduleTokens = cachedTokens;
  }

  /** Gives its place up; everything it has but its tokens must be computed again. */
  void preempt() {
    dropDrafts();
    state = new SequenceState.Waiting();
    computedTokens = 0;
    moduleTokens = 0;
    namedBlocks = 0;
  }

  /**
   * Chooses the next token from a row of predictions; nothing changes.
   *
   * @throws BadLogitsException if the row holds no numbers to choose by
   * @throws BadConstraintException if no token can follow
   */
  Choice choose(Predictions predictions, int sample) {
    if (chooser.isEmpty()) {
      return predictions.best(sample);
    }
    float[] logits = predictions.logits(sample);
    constrained.ifPresent(it -> it.mask(logits));
    return chooser.get().choose(logits);
  }

  /** Adds a generated token. */
  void append(Choice choice) {
    if (generatedCount == generated.length) {
      generated = Arrays.copyOf(generated, 2 * generatedCount);
      logProbabilities = Arrays.copyOf(logProbabilities, 2 * generatedCount);
    }
    generated[generatedCount] = choice.token();
    logProbabilities[generatedCount] = choice.logProbability();
    generatedCount++;
    if (request.sampling().topLogProbabilities() > 0) {
      alternatives.add(choice.alternatives());
    }
    chooser.ifPresent(it -> it.accepted(choice.token()));
    constrained.ifPresent(it -> it.accepted(choice.token()));
    stopSearch.ifPresent(this::search);
    if (answerIndex == 0 && beams.isEmpty()) {
      request.listener().chosen(choice.token());
    }
  }

  /** A stop token is not part of the text; with the last token nothing is held back any more. */
  private void search(StopSearch search) {
    boolean stopped = endsInStopToken();
    if (!stopped) {
      search.add(generated[generatedCount - 1]);
    }
    if (stopped || generatedCount == request.maxNewTokens()) {
      search.finish();
    }
  }

  private boolean endsInStopToken() {
    return generatedCount > 0 && request.stopTokens().contains(generated[generatedCount - 1]);
  }

  /** Why it must end after its last token, if it must. */
  Optional<FinishReason> end() {
    if (stopString().isPresent() || endsInStopToken()) {
      return Optional.of(FinishReason.STOP);
    }
    if (generatedCount == request.maxNewTokens()) {
      return Optional.of(FinishReason.LENGTH);
    }
    return Repetition.endsIn(generated, generatedCount, request.stopRules().loopDetection())
        ? Optional.of(FinishReason.REPETITION)
        : Optional.empty();
  }

  /** Names of its first full blocks. */
  List<BlockHash> names(int count, int blockSize) {
    while (names.size() < count) {
      int start = names.size() * blockSize;
      BlockHash parent = names.isEmpty() ? BlockHash.ROOT : names.get(names.size() - 1);
      int[] content = content(start, start + blockSize);
      names.add(BlockHash.of(parent, content, images.within(start, start + blockSize)));
    }
    return names.subList(0, count);
  }

  /** Tokens, and their coordinates beyond the first, which what comes before does not tell. */
  private int[] content(int start, int end) {
    int axes = positions.prompt().length;
    return IntStream.range(0, axes)
        .flatMap(
            axis ->
                IntStream.range(start, end)
                    .map(index -> axis == 0 ? token(index) : positions.at(axis, index)))
        .toArray();
  }

  /** The answer as it stands, ended for this reason. */
  Completion completion(FinishReason reason, String message) {
    if (reason == FinishReason.STOP && stopString().isPresent()) {
      StopSearch.Found found = stopString().get();
      return new Completion(
          Arrays.copyOf(generated, found.tokens()),
          Arrays.copyOf(logProbabilities, found.tokens()),
          alternatives.subList(0, Math.min(found.tokens(), alternatives.size())),
          Optional.of(found.text()),
          reason,
          message,
          List.of());
    }
    int tokens = reason == FinishReason.STOP ? generatedCount - 1 : generatedCount;
    return new Completion(
        Arrays.copyOf(generated, tokens),
        Arrays.copyOf(logProbabilities, generatedCount),
        alternatives,
        Optional.empty(),
        reason,
        message,
        List.of());
  }

  private Optional<StopSearch.Found> stopString() {
    return stopSearch.flatMap(StopSearch::found);
  }
}
