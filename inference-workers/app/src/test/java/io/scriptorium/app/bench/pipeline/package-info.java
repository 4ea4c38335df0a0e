@NullMarked
package io.scriptorium.app.bench.pipeline;

import org.jspecify.annotations.NullMarked;
