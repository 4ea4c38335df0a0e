/** Benchmarks measure what they say. */
@NullMarked
package io.scriptorium.bench;

import org.jspecify.annotations.NullMarked;
