/** {@code scriptorium cancel}. */
@NullMarked
package io.scriptorium.app.cancel;

import org.jspecify.annotations.NullMarked;
