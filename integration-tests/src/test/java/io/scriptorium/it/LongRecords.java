package io.scriptorium.it;

import io.scriptorium.schemas.Topic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** While it is open, a topic takes records that are much longer than the catalogue says. */
record LongRecords(String bootstrapServers, Topic<?> topic) implements AutoCloseable {
  private static final int ROOM = 64 << 20;

  static LongRecords allow(String bootstrapServers, Topic<?> topic)
      throws ExecutionException, InterruptedException {
    LongRecords records = new LongRecords(bootstrapServers, topic);
    records.limit(ROOM);
    return records;
  }

  /** A producer without a limit of its own that matters. */
  Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers", bootstrapServers, "max.request.size", ROOM, "buffer.memory", ROOM),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private void limit(int bytes) throws ExecutionException, InterruptedException {
    ConfigEntry entry =
        new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
                  List.of(new AlterConfigOp(entry, OpType.SET))))
          .all()
          .get();
    }
  }

  @Override
  public void close() throws ExecutionException, InterruptedException {
    limit(topic.maxMessageBytes());
  }
}
