package io.scriptorium.worker.loop;

import io.scriptorium.worker.tail.TailClients;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Kafka's clients of one worker.
 *
 * @param consumer reads jobs; never commits by itself
 * @param producers makes transactional producers, all of the same transactional id, which is this
 *     worker's alone
 * @param tails makes consumers that belong to no group
 */
public record Clients(
    Consumer<byte[], byte[]> consumer,
    Supplier<Producer<byte[], byte[]>> producers,
    TailClients tails) {}
