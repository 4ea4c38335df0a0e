package io.scriptorium.engine.task;

import io.scriptorium.engine.Completion;
import java.util.List;

/**
 * What the model read in a line or a part of one.
 *
 * @param text without spaces at its ends
 * @param logProbability sum over its tokens and the token that ended it
 * @param tokens how many that are
 */
record LineAnswer(String text, double logProbability, int tokens) {
  /**
   * Below this confidence an answer is noise: lines that were none, rules, pictures. Over scanned
   * forms and varied pages, leaving them out costs no true word and takes one false word in sixty.
   */
  private static final double LEAST_CONFIDENCE = 0.45;

  /** What is left of a loop was seen, but hardly read: the probability that each token gets. */
  private static final double LOOP_LOG_PROBABILITY = Math.log(0.5);

  static LineAnswer of(String text, Completion completion) {
    double sum = 0;
    for (float each : completion.logProbabilities()) {
      sum += each;
    }
    return new LineAnswer(text.strip(), sum, completion.logProbabilities().length);
  }

  /** What stands before a loop. */
  static LineAnswer beforeLoop(String text, int tokens) {
    return new LineAnswer(text.strip(), tokens * LOOP_LOG_PROBABILITY, tokens);
  }

  /** The parts of a line that was cut between words, from left to right. */
  static LineAnswer joined(List<LineAnswer> parts) {
    StringBuilder text = new StringBuilder();
    double sum = 0;
    int tokens = 0;
    for (LineAnswer part : parts) {
      if (!text.isEmpty() && !part.text.isEmpty()) {
        text.append(' ');
      }
      text.append(part.text);
      sum += part.logProbability;
      tokens += part.tokens;
    }
    return new LineAnswer(text.toString(), sum, tokens);
  }

  /** Whether the answer is text rather than noise. */
  boolean isText() {
    return !text.isEmpty() && confidence() >= LEAST_CONFIDENCE;
  }

  /** Geometric mean of the tokens' probabilities. */
  float confidence() {
    return tokens == 0 ? 0 : (float) Math.exp(logProbability / tokens);
  }
}
