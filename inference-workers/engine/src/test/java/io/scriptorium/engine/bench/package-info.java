@NullMarked
package io.scriptorium.engine.bench;

import org.jspecify.annotations.NullMarked;
