/** What is where on a page: text lines, reading order, columns, tables. */
@NullMarked
package io.scriptorium.engine.layout;

import org.jspecify.annotations.NullMarked;
