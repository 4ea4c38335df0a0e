package io.scriptorium.engine.sample;

/**
 * How probable the model found a token.
 *
 * @param token its id
 * @param logProbability natural logarithm of its probability
 */
public record TokenLogProbability(int token, float logProbability) {}
