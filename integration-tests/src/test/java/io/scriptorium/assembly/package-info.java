/** The assembler on a real broker. */
@NullMarked
package io.scriptorium.assembly;

import org.jspecify.annotations.NullMarked;
