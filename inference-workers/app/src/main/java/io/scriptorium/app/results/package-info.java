/** {@code scriptorium results}. */
@NullMarked
package io.scriptorium.app.results;

import org.jspecify.annotations.NullMarked;
