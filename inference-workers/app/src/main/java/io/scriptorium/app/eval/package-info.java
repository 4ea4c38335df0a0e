/** {@code scriptorium eval}: how well pages with known words are read. */
@NullMarked
package io.scriptorium.app.eval;

import org.jspecify.annotations.NullMarked;
