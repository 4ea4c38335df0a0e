/** Measuring what was read against ground truth: words, characters, order, causes of loss. */
@NullMarked
package io.scriptorium.engine.eval;

import org.jspecify.annotations.NullMarked;
