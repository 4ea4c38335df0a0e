/** Which jobs are not wanted any more. */
@NullMarked
package io.scriptorium.worker.cancel;

import org.jspecify.annotations.NullMarked;
