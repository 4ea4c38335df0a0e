/** {@code scriptorium bench}: our speed beside a baseline's, in the same run. */
@NullMarked
package io.scriptorium.app.bench;

import org.jspecify.annotations.NullMarked;
