/** {@code scriptorium generate}: the engine alone. */
@NullMarked
package io.scriptorium.app.generate;

import org.jspecify.annotations.NullMarked;
