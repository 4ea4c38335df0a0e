/** The engine beside simpler ways to run the same model, and beside what the machine can do. */
@NullMarked
package io.scriptorium.engine.bench;

import org.jspecify.annotations.NullMarked;
