/** What the assembler remembers of each document, row by row in its state stores. */
@NullMarked
package io.scriptorium.assembler.state;

import org.jspecify.annotations.NullMarked;
