/** Topics that every worker reads whole, without a group: what all of them must know. */
@NullMarked
package io.scriptorium.worker.tail;

import org.jspecify.annotations.NullMarked;
