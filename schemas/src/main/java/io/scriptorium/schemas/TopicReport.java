package io.scriptorium.schemas;

import java.util.List;

/**
 * What came of creating topics.
 *
 * @param created names of those that were missing and now exist
 * @param tooFew existing ones with fewer partitions than the catalogue asks for
 */
public record TopicReport(List<String> created, List<TooFewPartitions> tooFew) {

  /** A topic that exists with fewer partitions than asked for. */
  public record TooFewPartitions(String topic, int actual, int wanted) {
    @Override
    public String toString() {
      return "Topic %s has %d partitions, the catalogue asks for %d: kafka-topics.sh --alter --topic %s --partitions %d"
          .formatted(topic, actual, wanted, topic, wanted);
    }
  }

  public TopicReport {
    created = List.copyOf(created);
    tooFew = List.copyOf(tooFew);
  }
}
