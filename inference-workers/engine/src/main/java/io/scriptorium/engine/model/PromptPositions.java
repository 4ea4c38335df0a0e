package io.scriptorium.engine.model;

import java.util.stream.IntStream;

/**
 * Where a sequence's tokens stand for the rotary embedding.
 *
 * @param prompt coordinates of the prompt's tokens (axes, tokens)
 * @param next coordinate, on every axis, of the first generated token; later ones count on
 */
@SuppressWarnings("ArrayRecordComponent")
public record PromptPositions(int[][] prompt, int next) {
  /** Positions of a text of so many tokens, one after the other. */
  public static PromptPositions counted(int tokens) {
    return new PromptPositions(new int[][] {IntStream.range(0, tokens).toArray()}, tokens);
  }

  /** Coordinate of a token of the sequence, generated ones included. */
  public int at(int axis, int index) {
    int length = prompt[axis].length;
    return index < length ? prompt[axis][index] : next + index - length;
  }
}
