package io.scriptorium.observe;

import io.scriptorium.app.observe.Health;
import io.scriptorium.app.observe.MetricsPort;
import io.scriptorium.app.observe.Observation;
import io.scriptorium.assembler.Assembler;
import io.scriptorium.assembler.AssemblerSettings;
import io.scriptorium.assembler.AssemblyTiming;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.ModelFolder;
import io.scriptorium.engine.task.ModelTaskRunner;
import io.scriptorium.engine.task.TaskSettings;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.split.KafkaSplitterClients;
import io.scriptorium.producers.split.SplitterSettings;
import io.scriptorium.producers.split.SplitterStage;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.partial.PartialTextFeed;
import io.scriptorium.worker.settings.KafkaAccess;
import io.scriptorium.worker.settings.KafkaAccess.GroupProtocol;
import io.scriptorium.worker.settings.Memory;
import io.scriptorium.worker.settings.WorkerSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** All services in one process, made as their commands make them, with no broker to talk to. */
final class AllServices implements AutoCloseable {
  private static final String NOWHERE = "localhost:1";
  private static final Health WELL = new Health(Optional::empty, Optional::empty, Optional::empty);

  private final Observation observed =
      Observation.start("test", new MetricsPort(OptionalInt.of(0)), WELL);
  private final ModelTaskRunner model;
  private final PartialTextFeed texts;
  private final Worker worker;
  private final SplitterStage splitter;
  private final Assembler assembler;

  AllServices(Path folder) {
    PayloadStore payloads = new PayloadStore(new FileBlobStore(folder.resolve("blobs")));
    TaskSettings settings = TaskSettings.defaults();
    model =
        ModelTaskRunner.open(
            ModelFolder.of(BundledModel.folder()),
            settings.withEngine(settings.engine().withReplicas(1).withCacheBytes(8L << 20)),
            observed.telemetry().meters());
    KafkaAccess access =
        new KafkaAccess(NOWHERE, "test", GroupProtocol.CONSUMER, Map.of("max.block.ms", "100"));
    texts = PartialTextFeed.open(access, RecordFormat.SINGLE_OBJECT, observed.telemetry().meters());
    worker =
        Worker.start(
            WorkerSettings.of(access).with(new Memory(1000, OptionalLong.of(1 << 20))),
            model,
            new Worker.Surroundings(payloads, observed.telemetry()).with(texts));
    splitter =
        new SplitterStage(
            new KafkaSplitterClients(Map.of("bootstrap.servers", NOWHERE), "test"),
            payloads,
            SplitterSettings.in(folder.resolve("scratch")),
            Clock.systemUTC(),
            observed.telemetry());
    assembler =
        new Assembler(
            new AssemblerSettings(
                NOWHERE, folder.resolve("state"), AssemblyTiming.DEFAULT, Map.of()),
            payloads,
            observed.telemetry());
  }

  /** Names of all samples that Prometheus gets. */
  Set<String> sampleNames() throws IOException, InterruptedException {
    URI address = URI.create("http://localhost:" + observed.port().orElseThrow() + "/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[{ ]", 2)[0])
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    worker.drain(Duration.ZERO);
    texts.close();
    assembler.close(Duration.ofSeconds(1));
    splitter.close();
    model.close();
    observed.close();
  }
}
