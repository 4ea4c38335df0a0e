/** Results as files: their names and how they are written. */
@NullMarked
package io.scriptorium.app.output;

import org.jspecify.annotations.NullMarked;
