package io.scriptorium.engine.model;

/**
 * Sizes of a model, and its numbers.
 *
 * @param vocabulary token ids are below it
 * @param maxPositions most tokens of a sequence
 * @param cacheBytesPerToken bytes that a token's keys and values take over all layers
 * @param positionAxes coordinates of a token's position: 1, or 3 for M-RoPE
 * @param numbers what its language model computes with, AUTO being settled
 */
public record ModelShape(
    int vocabulary,
    int maxPositions,
    long cacheBytesPerToken,
    int positionAxes,
    ComputeType numbers) {}
