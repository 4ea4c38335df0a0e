package io.scriptorium.engine.model;

/**
 * Where a sequence's tokens stand for the rotary embedding.
 *
 * @param prompt coordinates of the prompt's tokens (axes, tokens)
 * @param next coordinate, on every axis, of the first generated token; later ones count on
 */
@SuppressWarnings("ArrayRecordComponent")
public record PromptPositions(int[][] prompt, int next) {
  /** Coordinate of a token of the sequence, generated ones included. */
  public int at(int axis, int index) {
    int length = prompt[axis].length;
    return index < length ? prompt[axis][index] : next + index - length;
  }
}
