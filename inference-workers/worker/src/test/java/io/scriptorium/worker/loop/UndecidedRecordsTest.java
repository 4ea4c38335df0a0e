package io.scriptorium.worker.loop;

import static io.scriptorium.worker.loop.Bench.P0;
import static io.scriptorium.worker.loop.Bench.P1;
import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.RegistryHeader;
import io.scriptorium.schemas.SchemaUnavailableException;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.UndecodableRecordException;
import io.scriptorium.schemas.WriterSchemas;
import io.scriptorium.worker.job.JobSamples;
import io.scriptorium.worker.meter.WorkerMeter;
import io.scriptorium.worker.settings.Limits;
import java.time.Duration;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

/** Records whose schema a registry does not tell. */
class UndecidedRecordsTest {
  private static final int KNOWN = 7;
  private static final Duration PAUSE = Duration.ofSeconds(3);

  private final Registry registry = new Registry();
  private final Bench bench = new Bench(Limits.DEFAULT, registry);

  private static final class Registry implements RecordFormat, WriterSchemas {
    private boolean isAway;

    @Override
    public Schema byId(int id) {
      if (isAway) {
        throw new SchemaUnavailableException("away");
      }
      if (id != KNOWN) {
        throw new UndecodableRecordException("There is no schema " + id);
      }
      return Topics.PAGE_JOBS.schema();
    }

    @Override
    public Optional<WriterSchemas> registry() {
      return Optional.of(this);
    }

    @Override
    public Serializer<byte[]> serializer() {
      return new ByteArraySerializer();
    }
  }

  private static byte[] registered(int page, int schemaId) {
    byte[] usual = Topics.PAGE_JOBS.codec().encode(JobSamples.page(page).build());
    return RegistryHeader.instead(usual, schemaId);
  }

  @Test
  void holdTheirPartitionAloneUntilTheRegistryIsBack() {
    registry.isAway = true;
    bench.assign(P0, P1);
    bench.add(P0, 0, registered(1, KNOWN));
    bench.add(P0, 1);
    bench.add(P1, 5);
    bench.turn();
    bench.turn();

    assertThat(bench.engine.offsets()).containsExactly(5);
    assertThat(bench.telemetry.meters().get(WorkerMeter.UNDECIDED.id()).counter().count())
        .isEqualTo(1);
    assertThat(bench.consumer.paused()).containsExactly(P0);
    assertThat(bench.consumer.position(P0)).isZero();

    registry.isAway = false;
    bench.add(P0, 0, registered(1, KNOWN));
    bench.add(P0, 1);
    bench.tick(PAUSE);
    bench.turn();
    bench.turn();

    assertThat(bench.engine.offsets()).containsExactlyInAnyOrder(5, 0, 1);
    assertThat(bench.deadLetters()).isEmpty();
  }

  @Test
  void areDeadLettersIfTheRegistryDoesNotHaveTheirSchema() {
    bench.assign(P0);
    bench.add(P0, 0, registered(1, KNOWN + 1));
    bench.turn();
    bench.tick();

    assertThat(bench.deadLetters()).hasSize(1);
    assertThat(bench.committed(P0)).isEqualTo(new OffsetAndMetadata(1, ""));
  }
}
