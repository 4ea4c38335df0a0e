package io.scriptorium.assembler;

import io.scriptorium.assembler.document.DocumentBinder;
import io.scriptorium.assembler.state.RowStores;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.telemetry.RecordTraces;
import io.scriptorium.schemas.telemetry.Telemetry;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** The assembler's Kafka Streams topology: two joined topics, one processor, three sinks. */
final class AssemblyTopology {
  private static final String MANIFESTS = "document-manifests";
  private static final String PAGES = "page-results";
  private static final String ASSEMBLY = "assembly";

  /** A record without a time is as good as any; Kafka's own extractor would stop the thread. */
  private static final TimestampExtractor TIME =
      (record, partitionTime) -> Math.max(0, record.timestamp());

  private AssemblyTopology() {}

  static Topology of(
      AssemblyTiming timing, DocumentBinder binder, Telemetry telemetry, RecordFormat format) {
    AssemblerCounters counters = new AssemblerCounters(telemetry.meters());
    Topology topology = new Topology();
    source(topology, MANIFESTS, Topics.DOCUMENT_MANIFESTS);
    source(topology, PAGES, Topics.PAGE_RESULTS);
    topology.addProcessor(
        ASSEMBLY,
        new Supplier(timing, binder, counters, telemetry.traces(), format),
        MANIFESTS,
        PAGES);
    sink(topology, Outbox.RESULTS, Topics.DOCUMENT_RESULTS, format);
    sink(topology, Outbox.STATUS, Topics.JOB_STATUS, format);
    sink(topology, Outbox.DEAD_LETTERS, Topics.DEAD_LETTERS, format);
    return topology;
  }

  private static void source(Topology topology, String name, Topic<?> topic) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        name,
        TIME,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topic.name());
  }

  private static void sink(Topology topology, String name, Topic<?> topic, RecordFormat format) {
    topology.addSink(name, topic.name(), new ByteArraySerializer(), format.serializer(), ASSEMBLY);
  }

  private record Supplier(
      AssemblyTiming timing,
      DocumentBinder binder,
      AssemblerCounters counters,
      RecordTraces traces,
      RecordFormat format)
      implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
    @Override
    public Processor<byte[], byte[], byte[], byte[]> get() {
      return new AssemblyProcessor(timing, binder, counters, traces, format);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return RowStores.builders();
    }
  }
}
