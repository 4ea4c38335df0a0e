/** A job's way through a worker: checked, fetched, tried, answered. Knows records, no consumer. */
@NullMarked
package io.scriptorium.worker.job;

import org.jspecify.annotations.NullMarked;
