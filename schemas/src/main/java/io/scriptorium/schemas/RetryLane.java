package io.scriptorium.schemas;

import io.scriptorium.avro.Retry;
import java.time.Duration;

/**
 * A topic for jobs to be tried again after a time. All of its records wait equally long, so that
 * they become due in the order in which they lie there.
 *
 * @param topic the topic
 * @param delay from the failure to the next try
 */
public record RetryLane(Topic<Retry> topic, Duration delay) {}
