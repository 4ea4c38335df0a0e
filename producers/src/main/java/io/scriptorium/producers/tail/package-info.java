/**
 * Topics that every splitter or worker reads whole, without a group: what all of them must know.
 */
@NullMarked
package io.scriptorium.producers.tail;

import org.jspecify.annotations.NullMarked;
