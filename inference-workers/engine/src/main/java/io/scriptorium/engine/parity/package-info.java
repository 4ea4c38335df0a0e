/** Compares the engine with reference fixtures. */
@NullMarked
package io.scriptorium.engine.parity;

import org.jspecify.annotations.NullMarked;
