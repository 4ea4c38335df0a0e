@NullMarked
package io.scriptorium.assembler;

import org.jspecify.annotations.NullMarked;
