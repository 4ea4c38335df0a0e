package io.scriptorium.engine.model;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * A model's memory of running sequences, updated in place. One thread uses it.
 *
 * @param layers keys and values of each layer, by slot
 * @param imageRows image embeddings that wait for the language model (rows, hidden size)
 */
public record ModelCache(List<NDArray> layers, NDArray imageRows) {}
