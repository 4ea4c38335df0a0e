package io.scriptorium.engine.model;

/** A family of models that embed images and texts. */
public interface EmbeddingFamily extends Family<EmbeddingModel> {}
