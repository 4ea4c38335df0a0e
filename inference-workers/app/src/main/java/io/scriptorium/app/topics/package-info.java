/** {@code scriptorium topics}. */
@NullMarked
package io.scriptorium.app.topics;

import org.jspecify.annotations.NullMarked;
