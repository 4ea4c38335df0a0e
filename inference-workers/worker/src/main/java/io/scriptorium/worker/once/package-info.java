/** Jobs that are answered once, however often they are submitted. */
@NullMarked
package io.scriptorium.worker.once;

import org.jspecify.annotations.NullMarked;
