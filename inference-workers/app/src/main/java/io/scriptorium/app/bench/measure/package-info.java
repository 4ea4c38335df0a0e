/** What benchmarks measure with: pages, clocks, memory, spreads. */
@NullMarked
package io.scriptorium.app.bench.measure;

import org.jspecify.annotations.NullMarked;
