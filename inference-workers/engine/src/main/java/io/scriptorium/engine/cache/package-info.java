/** The key-value cache's blocks: who holds which, and which contents can be used again. */
@NullMarked
package io.scriptorium.engine.cache;

import org.jspecify.annotations.NullMarked;
