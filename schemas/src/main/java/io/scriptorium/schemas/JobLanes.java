package io.scriptorium.schemas;

import io.scriptorium.avro.Priority;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * The topics of one kind of job, one for each priority, so that what lies on one keeps nobody
 * waiting on another. All have as many partitions.
 *
 * @param high jobs that somebody waits for
 * @param normal the others
 * @param low bulk
 */
public record JobLanes<R extends SpecificRecord>(Topic<R> high, Topic<R> normal, Topic<R> low) {

  /** The lanes beside a topic of normal priority. */
  static <R extends SpecificRecord> JobLanes<R> beside(Topic<R> normal) {
    return new JobLanes<>(
        normal.withName(normal.name() + "-high"), normal, normal.withName(normal.name() + "-low"));
  }

  /** The topic of a priority. */
  public Topic<R> of(Priority priority) {
    return switch (priority) {
      case HIGH -> high;
      case NORMAL -> normal;
      case LOW -> low;
    };
  }

  /** The priority whose topic has a name; empty if none has. */
  public Optional<Priority> priority(String topicName) {
    for (Priority priority : Priority.values()) {
      if (of(priority).name().equals(topicName)) {
        return Optional.of(priority);
      }
    }
    return Optional.empty();
  }

  /** All of them, the most urgent first. */
  public List<Topic<R>> all() {
    return List.of(high, normal, low);
  }

  /** Their names. */
  public List<String> names() {
    return all().stream().map(Topic::name).toList();
  }
}
