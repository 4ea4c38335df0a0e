/** {@code scriptorium status}. */
@NullMarked
package io.scriptorium.app.status;

import org.jspecify.annotations.NullMarked;
