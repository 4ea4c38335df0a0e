package io.scriptorium.engine.model;

import ai.djl.ndarray.NDArray;

/**
 * What a module for multi-token prediction drafts.
 *
 * @param tokens most probable second token after each sampled row, 64-bit integers (samples)
 * @param states the module's states of these rows, for its next draft (samples, hidden size)
 */
public record DraftOutput(NDArray tokens, NDArray states) {}
