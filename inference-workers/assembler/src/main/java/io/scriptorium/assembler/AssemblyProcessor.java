package io.scriptorium.assembler;

import static java.util.Objects.requireNonNull;

import io.scriptorium.assembler.document.DocumentBinder;
import io.scriptorium.assembler.state.DocumentRows;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.telemetry.RecordTraces;
import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The assembler as a node of a Kafka Streams topology: reads bytes, so that what cannot be decoded
 * becomes a dead letter and nothing else. One for each task, called by the task's thread only.
 */
final class AssemblyProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private final AssemblyTiming timing;
  private final DocumentBinder binder;
  private final AssemblerCounters counters;
  private final RecordTraces traces;
  private final IncomingReader reader;
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable Outbox outbox;
  private @Nullable DocumentAssembly assembly;

  AssemblyProcessor(
      AssemblyTiming timing,
      DocumentBinder binder,
      AssemblerCounters counters,
      RecordTraces traces,
      RecordFormat format) {
    this.reader = new IncomingReader(format);
    this.counters = counters;
    this.traces = traces;
    this.timing = timing;
    this.binder = binder;
  }

  /** Starts afresh from the stores, also when Kafka Streams revives a task. */
  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    Outbox outbox = new Outbox(context, counters);
    DocumentAssembly assembly =
        new DocumentAssembly(
            new DocumentRows(context), outbox, binder, timing, new ClosingWatch(counters, traces));
    context.schedule(
        timing.tick(),
        PunctuationType.WALL_CLOCK_TIME,
        now -> {
          outbox.carryOn(new RecordHeaders());
          assembly.tick(Instant.ofEpochMilli(now));
        });
    this.context = context;
    this.outbox = outbox;
    this.assembly = assembly;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    ProcessorContext<byte[], byte[]> context = requireNonNull(this.context);
    DocumentAssembly assembly = requireNonNull(this.assembly);
    requireNonNull(outbox).carryOn(record.headers());
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    String topic = context.recordMetadata().orElseThrow().topic();
    Incoming incoming =
        topic.equals(Topics.DOCUMENT_MANIFESTS.name())
            ? reader.manifest(record.key(), record.value())
            : reader.page(record.key(), record.value());
    if (incoming instanceof Incoming.Manifest manifest) {
      assembly.onManifest(manifest.value(), now);
    } else if (incoming instanceof Incoming.Page page) {
      assembly.onPage(page.value(), now);
    } else if (incoming instanceof Incoming.Rejected rejected) {
      requireNonNull(outbox).deadLetter(record, rejected, now);
    }
  }
}
