/** Who is next where several want the same: fair shares by weight. */
@NullMarked
package io.scriptorium.producers.share;

import org.jspecify.annotations.NullMarked;
