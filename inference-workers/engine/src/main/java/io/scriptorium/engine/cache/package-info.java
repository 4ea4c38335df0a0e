/** Blocks of keys and values, rows of image embeddings: who holds which, what can be used again. */
@NullMarked
package io.scriptorium.engine.cache;

import org.jspecify.annotations.NullMarked;
