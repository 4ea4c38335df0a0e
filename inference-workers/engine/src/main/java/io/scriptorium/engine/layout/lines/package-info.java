/** Finding of text lines: a detection network, connected components, crops turned level. */
@NullMarked
package io.scriptorium.engine.layout.lines;

import org.jspecify.annotations.NullMarked;
