/** {@code scriptorium run}: files in, their texts out, all in one process. */
@NullMarked
package io.scriptorium.app.run;

import org.jspecify.annotations.NullMarked;
