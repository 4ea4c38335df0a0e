package io.scriptorium.engine.model;

import ai.djl.ndarray.NDArray;

/**
 * What a module for multi-token prediction computes. Its row for a token takes that token's state
 * and the token that follows, and predicts the one after that.
 *
 * @param step the rows; tokens are those that follow, everything else is the row's own
 * @param states the model's states, or the module's own of its last draft (any rows, hidden size)
 * @param stateRows which of the states is each row's
 * @param chained whether the states are the module's own
 */
@SuppressWarnings("ArrayRecordComponent")
public record DraftInput(StepInput step, NDArray states, long[] stateRows, boolean chained) {}
