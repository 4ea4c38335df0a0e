package io.scriptorium.engine;

/**
 * The answer to a request.
 *
 * @param tokens generated token ids, without the stop token
 * @param logProbabilities natural logarithm of each token's probability; one more than tokens if a
 *     stop token ended the answer
 * @param finishReason why it ended
 * @param message one line for a person if finishReason is ERROR, else empty
 */
@SuppressWarnings("ArrayRecordComponent")
public record Completion(
    int[] tokens, float[] logProbabilities, FinishReason finishReason, String message) {}
