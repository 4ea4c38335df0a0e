/** {@code scriptorium label}. */
@NullMarked
package io.scriptorium.app.label;

import org.jspecify.annotations.NullMarked;
