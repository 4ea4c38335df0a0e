/** {@code scriptorium submit}. */
@NullMarked
package io.scriptorium.app.submit;

import org.jspecify.annotations.NullMarked;
