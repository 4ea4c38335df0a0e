/** {@code scriptorium parity}. */
@NullMarked
package io.scriptorium.app.parity;

import org.jspecify.annotations.NullMarked;
