/** From a checkpoint to a model: configuration, weights, programs; one class a family. */
@NullMarked
package io.scriptorium.engine.model;

import org.jspecify.annotations.NullMarked;
