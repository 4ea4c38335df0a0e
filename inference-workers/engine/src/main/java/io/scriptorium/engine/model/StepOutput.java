package io.scriptorium.engine.model;

import ai.djl.ndarray.NDArray;

/**
 * What a step predicts.
 *
 * @param tokens most probable token after each sampled row, 64-bit integers (samples)
 * @param logProbabilities natural logarithm of its probability, 32-bit floats (samples)
 * @param logits 32-bit floats (samples, vocabulary)
 * @param states what the model's layers made of each row, for {@link Model#draft}
 */
public record StepOutput(
    NDArray tokens, NDArray logProbabilities, NDArray logits, NDArray states) {}
