/** The Kafka cluster that the integration tests share. */
@NullMarked
package io.scriptorium.kafka;

import org.jspecify.annotations.NullMarked;
