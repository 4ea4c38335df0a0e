/**
 * From a checkpoint to a model: configuration, weights, programs. Families have packages of their
 * own.
 */
@NullMarked
package io.scriptorium.engine.model;

import org.jspecify.annotations.NullMarked;
