@NullMarked
package io.scriptorium.app.bench.measure;

import org.jspecify.annotations.NullMarked;
