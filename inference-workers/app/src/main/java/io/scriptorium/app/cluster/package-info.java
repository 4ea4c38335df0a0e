/** Reaching a Kafka cluster, and following what becomes of jobs on it. */
@NullMarked
package io.scriptorium.app.cluster;

import org.jspecify.annotations.NullMarked;
