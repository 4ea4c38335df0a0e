/** {@code scriptorium classify}. */
@NullMarked
package io.scriptorium.app.classify;

import org.jspecify.annotations.NullMarked;
