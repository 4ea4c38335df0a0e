package io.scriptorium.engine;

/** Why a sequence ended. */
public enum FinishReason {
  /** A stop token or stop string. */
  STOP,
  /** The most tokens that were allowed. */
  LENGTH,
  /** The answer's tail repeats itself. */
  REPETITION,
  /** No token can follow with which the answer could still match what it must. */
  NO_MATCH,
  /** Its deadline has passed. */
  DEADLINE,
  /** Taken back by its owner. */
  CANCELLED,
  /** Not begun: the prompt is longer than the model or its cache can take. */
  PROMPT_TOO_LONG,
  /** An error of this request alone. */
  ERROR
}
