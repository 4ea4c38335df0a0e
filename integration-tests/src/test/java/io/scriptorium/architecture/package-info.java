/** What the code must look like as a whole. */
@NullMarked
package io.scriptorium.architecture;

import org.jspecify.annotations.NullMarked;
