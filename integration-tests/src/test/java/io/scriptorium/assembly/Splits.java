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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
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
    manifest(jobId, pageCount, Optional.empty());
  }

  void manifest(String jobId, int pageCount, Optional<Instant> deadline) {
    DocumentManifest manifest =
        DocumentManifest.newBuilder()
            .setJobId(jobId)
            .setName(jobId + ".pdf")
            .setPages(IntStream.rangeClosed(1, pageCount).boxed().toList())
            .setPageCount(pageCount)
            .setTask(Task.newBuilder().setKind(TaskKind.OCR).build())
            .setSubmittedAt(NOON)
            .setDeadline(deadline.orElse(null))
            .build();
    send(Topics.DOCUMENT_MANIFESTS.name(), jobId, manifests.encode(manifest));
  }

  void pages(String jobId, int first, int last) {
    pages(
        jobId, IntStream.rangeClosed(first, last).boxed().toList(), number -> text(number, number));
  }

  /** Pages in any order, each with a text of its number. */
  void pages(String jobId, List<Integer> numbers, IntFunction<String> text) {
    List<Future<RecordMetadata>> written = new ArrayList<>();
    for (int number : numbers) {
      PageResult page =
          PageResult.newBuilder()
              .setJobId(jobId)
              .setPage(number)
              .setStatus(ItemStatus.OK)
              .setText(text.apply(number))
              .setMarkdown(text.apply(number))
              .setRegions(List.of())
              .setWidth(1)
              .setHeight(1)
              .setTokens(new TokenCounts(0, 0, 1))
              .setTimings(new Timings(0.0, 0.0, 0.0, 0.0, 0.0))
              .setAttempts(1)
              .setFinishedAt(NOON)
              .build();
      written.add(write(Topics.PAGE_RESULTS.name(), jobId, pages.encode(page)));
    }
    written.forEach(Splits::await);
  }

  void rubbish(String jobId) {
    send(Topics.PAGE_RESULTS.name(), jobId, "rubbish".getBytes(UTF_8));
  }

  /** Another job whose records lie in the same partitions. */
  static String neighbourOf(String jobId) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> jobId + "-neighbour-" + i)
        .filter(other -> partition(other) == partition(jobId))
        .findFirst()
        .orElseThrow();
  }

  private static int partition(String jobId) {
    return BuiltInPartitioner.partitionForKey(
        jobId.getBytes(UTF_8), Topics.PAGE_RESULTS.partitions());
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
    await(write(topic, jobId, value));
  }

  private Future<RecordMetadata> write(String topic, String jobId, byte[] value) {
    return producer.send(new ProducerRecord<>(topic, jobId.getBytes(UTF_8), value));
  }

  private static void await(Future<RecordMetadata> record) {
    try {
      record.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("A record was not written", e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
