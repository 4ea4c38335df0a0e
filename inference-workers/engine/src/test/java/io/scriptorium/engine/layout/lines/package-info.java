@NullMarked
package io.scriptorium.engine.layout.lines;

import org.jspecify.annotations.NullMarked;
