package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.CommittedRecords;
import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.PageResult;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a {@code read_committed} consumer sees that reads page results and dead letters from the
 * beginning and all along, whatever happens meanwhile.
 */
final class CommittedResults implements AutoCloseable {
  private final CommittedRecords records;
  private final AvroCodec<PageResult> resultCodec;
  private final AvroCodec<DeadLetter> letterCodec;
  private final List<Placed> results = new CopyOnWriteArrayList<>();
  private final List<DeadLetter> letters = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::read, "committed-results");
  private volatile boolean closed;
  private volatile Optional<RuntimeException> failure = Optional.empty();

  /** A result and where it stands on its topic. */
  private record Placed(PageResult result, String place) {
    @Override
    public String toString() {
      return "page %d finished %s at %s".formatted(result.getPage(), result.getFinishedAt(), place);
    }
  }

  private CommittedResults(Cluster cluster) {
    RecordFormat format = cluster.format(Role.READER);
    resultCodec = Topics.PAGE_RESULTS.codec(format);
    letterCodec = Topics.DEAD_LETTERS.codec(format);
    records =
        CommittedRecords.of(
            cluster,
            CommittedRecords.Start.OLDEST,
            List.of(Topics.PAGE_RESULTS, Topics.DEAD_LETTERS));
  }

  static CommittedResults reading(String bootstrapServers) {
    return reading(new Cluster(bootstrapServers, Map.of()));
  }

  static CommittedResults reading(Cluster cluster) {
    CommittedResults reader = new CommittedResults(cluster);
    reader.thread.start();
    return reader;
  }

  private void read() {
    try {
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : records.poll(Duration.ofMillis(100))) {
          if (record.topic().equals(Topics.PAGE_RESULTS.name())) {
            results.add(
                new Placed(
                    resultCodec.decode(record.value()),
                    "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset())));
          } else {
            letters.add(letterCodec.decode(record.value()));
          }
        }
      }
    } catch (RuntimeException e) {
      failure = Optional.of(e);
    } finally {
      records.close();
    }
  }

  /** Results of a job so far, repeated ones included. */
  int count(String jobId) {
    failure.ifPresent(
        e -> {
          throw new IllegalStateException("The reader of results has stopped", e);
        });
    return of(jobId).size();
  }

  List<PageResult> of(String jobId) {
    return placed(jobId).stream().map(Placed::result).toList();
  }

  private List<Placed> placed(String jobId) {
    return results.stream().filter(one -> one.result().getJobId().equals(jobId)).toList();
  }

  /** Numbers of the pages of a job that have a result, each once. */
  Set<Integer> pages(String jobId) {
    return of(jobId).stream().map(PageResult::getPage).collect(Collectors.toSet());
  }

  List<DeadLetter> letters() {
    return List.copyOf(letters);
  }

  /** Asserts that the pages 1 to {@code count} of a job were each read, and each once. */
  void assertEachPageOnce(String jobId, int count) {
    Map<Integer, List<Placed>> seen =
        placed(jobId).stream().collect(Collectors.groupingBy(one -> one.result().getPage()));
    List<Integer> missing =
        IntStream.rangeClosed(1, count).filter(page -> !seen.containsKey(page)).boxed().toList();
    List<List<Placed>> repeated = seen.values().stream().filter(all -> all.size() > 1).toList();
    assertThat(missing).as("pages of %s without a result (work was lost)", jobId).isEmpty();
    assertThat(repeated)
        .as("pages of %s with more than one result (work was committed twice)", jobId)
        .isEmpty();
    assertThat(of(jobId))
        .as("results of %s that are not OK", jobId)
        .allMatch(result -> result.getStatus() == ItemStatus.OK);
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
