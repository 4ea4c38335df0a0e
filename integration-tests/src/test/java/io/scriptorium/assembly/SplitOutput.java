package io.scriptorium.assembly;

import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.CommittedRecords;
import io.scriptorium.avro.DocumentManifest;
import io.scriptorium.avro.PageJob;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a {@code read_committed} reader sees of a splitter that splits one document. */
final class SplitOutput implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final AvroCodec<PageJob> jobs = Topics.PAGE_JOBS.codec();
  private final AvroCodec<DocumentManifest> manifests = Topics.DOCUMENT_MANIFESTS.codec();
  private final CommittedRecords records;
  private final List<Integer> pages = new ArrayList<>();
  private final List<Integer> asked = new ArrayList<>();
  private long bytes;
  private int others;

  SplitOutput(String bootstrapServers) {
    records =
        CommittedRecords.of(
            new Cluster(bootstrapServers, Map.of()),
            CommittedRecords.Start.OLDEST,
            List.of(
                Topics.PAGE_JOBS,
                Topics.DOCUMENT_MANIFESTS,
                Topics.PAGE_RESULTS,
                Topics.DEAD_LETTERS));
  }

  /** Looks once more; the number of page jobs so far. */
  int read() {
    for (ConsumerRecord<byte[], byte[]> record : records.poll(POLL)) {
      if (record.topic().equals(Topics.PAGE_JOBS.name())) {
        PageJob job = jobs.decode(record.value());
        pages.add(job.getPage());
        bytes += record.value().length;
      } else if (record.topic().equals(Topics.DOCUMENT_MANIFESTS.name())) {
        asked.addAll(manifests.decode(record.value()).getPages());
      } else {
        others++;
      }
    }
    return pages.size();
  }

  /** Numbers of the page jobs, in the order in which they were read. */
  List<Integer> pages() {
    return pages;
  }

  /** Numbers of the pages in all manifests. */
  List<Integer> asked() {
    return asked;
  }

  /** Bytes of the page jobs. */
  long bytes() {
    return bytes;
  }

  /** Failed pages and dead letters. */
  int others() {
    return others;
  }

  @Override
  public void close() {
    records.close();
  }
}
