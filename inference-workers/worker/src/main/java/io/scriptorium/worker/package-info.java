/** The Kafka runtime of the inference workers: jobs in, results and dead letters out. */
@NullMarked
package io.scriptorium.worker;

import org.jspecify.annotations.NullMarked;
