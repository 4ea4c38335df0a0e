package io.scriptorium.engine.model;

/** A family of language models, those that see images among them. */
public interface ModelFamily extends Family<Model> {}
