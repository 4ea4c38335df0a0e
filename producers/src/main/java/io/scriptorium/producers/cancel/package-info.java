/** Which jobs are not wanted any more. */
@NullMarked
package io.scriptorium.producers.cancel;

import org.jspecify.annotations.NullMarked;
