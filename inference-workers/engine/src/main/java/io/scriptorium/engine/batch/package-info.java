/** Continuous batching: sequences join and leave the running batch at every step. */
@NullMarked
package io.scriptorium.engine.batch;

import org.jspecify.annotations.NullMarked;
