package io.scriptorium.engine.model;

/** A family of models that embed images, and texts with them or name their classes. */
public interface EmbeddingFamily extends Family<EmbeddingModel> {}
