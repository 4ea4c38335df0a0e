package io.scriptorium.assembler;

import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The two topics that the assembler joins. With different numbers of partitions a document's pages
 * would never meet its manifest.
 */
final class JoinedTopics {
  private JoinedTopics() {}

  static void check(AssemblerSettings settings) {
    Map<String, Object> config = new HashMap<>(settings.kafka());
    config.put("bootstrap.servers", settings.bootstrapServers());
    try (Admin admin = Admin.create(config)) {
      int manifests = partitions(admin, Topics.DOCUMENT_MANIFESTS);
      int pages = partitions(admin, Topics.PAGE_RESULTS);
      if (manifests != pages) {
        throw new IllegalStateException(
            "%s has %d partitions and %s has %d; the assembler needs the same number in both"
                .formatted(
                    Topics.DOCUMENT_MANIFESTS.name(),
                    manifests,
                    Topics.PAGE_RESULTS.name(),
                    pages));
      }
    }
  }

  private static int partitions(Admin admin, Topic<?> topic) {
    try {
      return admin
          .describeTopics(List.of(topic.name()))
          .topicNameValues()
          .values()
          .iterator()
          .next()
          .get()
          .partitions()
          .size();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new IllegalStateException("The topic " + topic.name() + " does not exist", e);
      }
      throw new KafkaException("Cannot look up the topic " + topic.name(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted while looking up the topic " + topic.name(), e);
    }
  }
}
