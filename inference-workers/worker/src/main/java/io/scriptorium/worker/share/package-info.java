/**
 * The loop of workers that share partitions: a record each, acknowledged one by one, at least once.
 */
@NullMarked
package io.scriptorium.worker.share;

import org.jspecify.annotations.NullMarked;
