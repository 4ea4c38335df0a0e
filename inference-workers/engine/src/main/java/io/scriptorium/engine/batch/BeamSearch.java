package io.scriptorium.engine.batch;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.Search;
import io.scriptorium.engine.sample.Choice;
import io.scriptorium.engine.sample.TokenChooser;
import io.scriptorium.engine.sample.TokenLogProbability;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The beam search of one request. Its beams are sequences like others, and may be computed in
 * different steps; once all have their predictions, the best continuations are chosen:
 *
 * <pre>
 *   beam     score   predicted            the best of all          goes on as
 *   "The "   -1.0    "cat" -0.5, ...  →   "The cat" -1.5     →   the same sequence
 *                    "dog" -0.7           "The dog" -1.7     →   a copy that shares its blocks
 *   "A "     -1.9    "cat" -0.4           -2.3 is too little →   nothing: its blocks are freed
 * </pre>
 *
 * <p>As in Hugging Face transformers, an ended answer counts only if it is among the {@code width}
 * best continuations.
 */
final class BeamSearch {
  private static final Comparator<Continuation> BEST_FIRST =
      Comparator.comparingDouble(Continuation::score).reversed();

  private final Search.Beams settings;
  private final Request request;
  private final Map<Sequence, Double> beams = new LinkedHashMap<>();
  private final Map<Sequence, List<TokenLogProbability>> predictions = new HashMap<>();
  private final List<Ended> ended = new ArrayList<>();

  BeamSearch(Search.Beams settings, Request request) {
    this.settings = settings;
    this.request = request;
  }

  /** A way to go on. */
  private record Continuation(Sequence beam, Choice choice, double score) {}

  /** An answer that has ended. */
  private record Ended(Completion answer, double score) {}

  /** Begins with the prompt alone. */
  void begin(Sequence first) {
    beams.put(first, 0.0);
  }

  /** Notes what may follow a beam. */
  void predicted(Sequence beam, float[] logits) {
    predictions.put(beam, TokenChooser.best(logits, 2 * settings.width()));
  }

  /** Whether all beams have their predictions. */
  boolean isReady() {
    return !beams.isEmpty() && predictions.size() == beams.size();
  }

  /** Goes on by a token; returns how many beams did. */
  int step(Scheduler scheduler) {
    List<Continuation> next = best();
    predictions.clear();
    double bestScore = next.isEmpty() ? Double.NEGATIVE_INFINITY : next.get(0).score();
    int length = beams.keySet().iterator().next().generated() + 1;
    List<Continuation> open = new ArrayList<>();
    for (int rank = 0; rank < next.size() && open.size() < settings.width(); rank++) {
      Continuation continuation = next.get(rank);
      if (!request.stopTokens().contains(continuation.choice().token())) {
        open.add(continuation);
      } else if (rank < settings.width()) {
        end(continuation, FinishReason.STOP);
      }
    }
    if (open.isEmpty() || isDone(bestScore, length)) {
      complete(scheduler, List.of());
    } else if (length == request.maxNewTokens()) {
      complete(scheduler, open);
    } else {
      goOn(scheduler, open);
    }
    return open.size();
  }

  private List<Continuation> best() {
    List<Continuation> all = new ArrayList<>();
    beams.forEach(
        (beam, score) -> {
          for (TokenLogProbability next : predictions.getOrDefault(beam, List.of())) {
            Choice choice = new Choice(next.token(), next.logProbability(), List.of());
            all.add(new Continuation(beam, choice, score + next.logProbability()));
          }
        });
    all.sort(BEST_FIRST);
    return all.subList(0, Math.min(2 * settings.width(), all.size()));
  }

  private void end(Continuation continuation, FinishReason reason) {
    Sequence sequence = continuation.beam().beam();
    sequence.append(continuation.choice());
    double score = settings.score(continuation.score(), sequence.generated());
    ended.add(new Ended(sequence.completion(reason, ""), score));
    ended.sort(Comparator.comparingDouble(Ended::score).reversed());
    if (ended.size() > settings.width()) {
      ended.remove(ended.size() - 1);
    }
  }

  private boolean isDone(double bestScore, int length) {
    if (ended.size() < settings.width()) {
      return false;
    }
    double worst = ended.get(ended.size() - 1).score();
    return settings.earlyStopping() || worst >= settings.score(bestScore, length);
  }

  /** Answers with what has ended, and with these at their full length. */
  private void complete(Scheduler scheduler, List<Continuation> full) {
    full.forEach(continuation -> end(continuation, FinishReason.LENGTH));
    Sequence any = beams.keySet().iterator().next();
    leave(scheduler, new SequenceState.Finished(FinishReason.STOP));
    List<Completion> answers = ended.stream().map(Ended::answer).toList();
    any.answer(answers.get(0).beside(answers.subList(1, answers.size())));
  }

  /** Takes all beams out of the batch. */
  void leave(Scheduler scheduler, SequenceState.Finished finished) {
    beams.keySet().forEach(beam -> scheduler.remove(beam, finished));
    beams.clear();
    predictions.clear();
  }

  /** The first continuation of a beam is the beam itself, others are copies. */
  private void goOn(Scheduler scheduler, List<Continuation> open) {
    Map<Sequence, List<Continuation>> byBeam = new LinkedHashMap<>();
    open.forEach(it -> byBeam.computeIfAbsent(it.beam(), beam -> new ArrayList<>()).add(it));
    for (Sequence beam : beams.keySet()) {
      if (!byBeam.containsKey(beam)) {
        scheduler.remove(beam, new SequenceState.Finished(FinishReason.CANCELLED));
      }
    }
    beams.clear();
    byBeam.forEach(
        (beam, continuations) -> {
          for (Continuation continuation : continuations.subList(1, continuations.size())) {
            Sequence copy = beam.beam();
            scheduler.fork(beam, copy);
            put(copy, continuation);
          }
          put(beam, continuations.get(0));
          scheduler.resume(beam);
        });
  }

  private void put(Sequence beam, Continuation continuation) {
    beam.append(continuation.choice());
    beams.put(beam, continuation.score());
  }
}
