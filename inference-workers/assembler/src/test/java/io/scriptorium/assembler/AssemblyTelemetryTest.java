package io.scriptorium.assembler;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.scriptorium.avro.FailureReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssemblyTelemetryTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  @TempDir private Path folder;
  private AssemblyBench bench;

  @BeforeEach
  void open() {
    bench = AssemblyBench.in(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private double count(AssemblerMeter meter, String key, String value) {
    return bench.telemetry.meters().get(meter.id()).tag(key, value).counter().count();
  }

  @Test
  void countsDocumentsByStatusAndTheirPages() {
    bench.send(Records.manifest("a", 1, 2));
    bench.send(Records.page("a", 1, "one"));
    bench.send(Records.failedPage("a", 2, FailureReason.INTERNAL, "lost"));
    bench.sendPage(new byte[] {1}, new byte[] {2});

    MeterRegistry meters = bench.telemetry.meters();
    assertThat(count(AssemblerMeter.DOCUMENTS, "status", "partial")).isEqualTo(1);
    assertThat(count(AssemblerMeter.DOCUMENTS, "status", "complete")).isZero();
    assertThat(count(AssemblerMeter.PAGES, "outcome", "read")).isEqualTo(1);
    assertThat(count(AssemblerMeter.PAGES, "outcome", "failed")).isEqualTo(1);
    assertThat(meters.get(AssemblerMeter.DOCUMENT.id()).timer().count()).isEqualTo(1);
    assertThat(meters.get(AssemblerMeter.DEAD_LETTERS.id()).counter().count()).isEqualTo(1);
  }

  @Test
  void theCatalogueIsWhatIsRegistered() {
    assertThat(
            bench.telemetry.meters().getMeters().stream()
                .map(meter -> meter.getId().getName())
                .filter(name -> !name.endsWith(".histogram")) // of this registry alone
                .collect(Collectors.toSet()))
        .isEqualTo(
            Arrays.stream(AssemblerMeter.values())
                .map(AssemblerMeter::id)
                .collect(Collectors.toSet()));
  }

  @Test
  void theResultCarriesOnTheTraceOfThePageThatCompletedTheDocument() {
    bench.send(Records.manifest("a", 1));
    bench.send(Records.page("a", 1, "one"), "00-" + TRACE + "-b7ad6b7169203331-01");

    List<Headers> headers = bench.resultHeaders();
    assertThat(headers).hasSize(1);
    assertThat(new String(headers.get(0).lastHeader("traceparent").value(), StandardCharsets.UTF_8))
        .contains(TRACE);
    SpanData span = bench.spans.getFinishedSpanItems().get(0);
    assertThat(span.getName()).isEqualTo("assemble");
    assertThat(span.getTraceId()).isEqualTo(TRACE);
  }

  @Test
  void aDocumentThatItsDeadlineClosesCarriesNoPagesTrace() {
    bench.send(Records.page("b", 1, "one"), "00-" + TRACE + "-b7ad6b7169203331-01");
    bench.send(Records.manifest("b", 1));

    assertThat(bench.resultHeaders().get(0).lastHeader("traceparent")).isNull();
  }
}
