package io.scriptorium.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.scriptorium.avro.DocumentManifest;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.avro.Timings;
import io.scriptorium.avro.TokenCounts;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes what a splitter and workers write. */
final class Splits implements AutoCloseable {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final AvroCodec<DocumentManifest> manifests = Topics.DOCUMENT_MANIFESTS.codec();
  private final AvroCodec<PageResult> pages = Topics.PAGE_RESULTS.codec();
  private final KafkaProducer<byte[], byte[]> producer;

  Splits(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  void manifest(String jobId, int pageCount) {
    DocumentManifest manifest =
        DocumentManifest.newBuilder()
            .setJobId(jobId)
            .setName(jobId + ".pdf")
            .setPages(IntStream.rangeClosed(1, pageCount).boxed().toList())
            .setPageCount(pageCount)
            .setTask(Task.newBuilder().setKind(TaskKind.OCR).build())
            .setSubmittedAt(NOON)
            .build();
    send(Topics.DOCUMENT_MANIFESTS.name(), jobId, manifests.encode(manifest));
  }

  void pages(String jobId, int first, int last) {
    for (int number = first; number <= last; number++) {
      PageResult page =
          PageResult.newBuilder()
              .setJobId(jobId)
              .setPage(number)
              .setStatus(ItemStatus.OK)
              .setText(text(number, number))
              .setMarkdown(text(number, number))
              .setRegions(List.of())
              .setWidth(1)
              .setHeight(1)
              .setTokens(new TokenCounts(0, 0, 1))
              .setTimings(new Timings(0.0, 0.0, 0.0, 0.0, 0.0))
              .setAttempts(1)
              .setFinishedAt(NOON)
              .build();
      send(Topics.PAGE_RESULTS.name(), jobId, pages.encode(page));
    }
  }

  void rubbish(String jobId) {
    send(Topics.PAGE_RESULTS.name(), jobId, "rubbish".getBytes(UTF_8));
  }

  /** The text of a document of so many pages. */
  static String text(int pageCount) {
    return text(1, pageCount);
  }

  static String text(DocumentResult result) {
    return UTF_8.decode(requireNonNull(result.getText()).getContent().duplicate()).toString();
  }

  private static String text(int first, int last) {
    return IntStream.rangeClosed(first, last)
        .mapToObj(number -> "page " + number)
        .collect(Collectors.joining("\f"));
  }

  private void send(String topic, String jobId, byte[] value) {
    try {
      producer.send(new ProducerRecord<>(topic, jobId.getBytes(UTF_8), value)).get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("Cannot write to " + topic, e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
