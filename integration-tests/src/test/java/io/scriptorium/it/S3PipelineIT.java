package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.app.Main;
import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.PageResult;
import io.scriptorium.avro.Payload;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.AllowedSources;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.Patience;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.blob.S3Access;
import io.scriptorium.producers.job.JobOptions;
import io.scriptorium.producers.job.JobProducer;
import io.scriptorium.producers.job.JobSource;
import io.scriptorium.producers.split.Colour;
import io.scriptorium.producers.split.KafkaSplitterClients;
import io.scriptorium.producers.split.PageSource;
import io.scriptorium.producers.split.PageSources;
import io.scriptorium.producers.split.SplitLimits;
import io.scriptorium.producers.split.SplitRetries;
import io.scriptorium.producers.split.SplitterSettings;
import io.scriptorium.producers.split.SplitterStage;
import io.scriptorium.s3.AwsTestCredentials;
import io.scriptorium.s3.FaultyS3;
import io.scriptorium.s3.FaultyS3.Fault;
import io.scriptorium.s3.S3Mock;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.settings.WorkerSettings;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KafkaExtension.class)
@Timeout(180)
class S3PipelineIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final URI ROOT = URI.create("s3://" + S3Mock.BUCKET + "/pipeline");
  private static final Patience SHORT =
      new Patience(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(20), 2);
  private static final int PAGES = 40;

  private static S3Mock mock;
  private static AwsTestCredentials credentials;

  @BeforeAll
  static void startMock() throws IOException {
    credentials = AwsTestCredentials.set();
    mock = S3Mock.start();
  }

  @AfterAll
  static void stopMock() {
    mock.close();
    credentials.close();
  }

  @Test
  void aDocumentIsReadThoughTheStoreFailsAndWhatIsForbiddenIsNot(
      KafkaCluster cluster, @TempDir Path folder) throws Exception {
    String bootstrap = cluster.bootstrapServers();
    Path document = folder.resolve("scans.pdf");
    scans(PAGES).save(document.toFile());
    try (FaultyS3 s3 = new FaultyS3(mock.endpoint());
        SplitterStage splitter =
            new SplitterStage(
                new KafkaSplitterClients(Map.of("bootstrap.servers", bootstrap), "s3"),
                payloads(s3),
                new SplitterSettings(
                    SplitLimits.DEFAULT,
                    8,
                    Duration.ofMillis(250),
                    new SplitRetries(
                        3, Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofMinutes(2)),
                    folder.resolve("scratch")),
                Clock.systemUTC(),
                Telemetry.none());
        CommittedResults results = CommittedResults.reading(bootstrap);
        SlowReader reader = new SlowReader();
        Worker worker = Worker.start(WorkerSettings.defaults(bootstrap), reader, payloads(s3))) {
      new Thread(splitter, "splitter").start();

      // Given jobs whose sources are missing or forbidden
      BlobStore blobs = store(mock.endpoint());
      try (PageJobs pages = new PageJobs(bootstrap, blobs)) {
        BlobReference gone = pages.blob(new byte[70_000]);
        mock.delete(URI.create(gone.getUri()).getPath().substring(1));
        pages.submit("gone", 1, PageJobs.reference(gone));
        pages.submit("secret", 1, forbidden("file:///etc/passwd"));
        pages.submit("metadata", 1, forbidden("http://169.254.169.254/latest/meta-data/"));
        pages.submit("elsewhere", 1, forbidden("s3://somebody-elses/key"));
      }
      await("four dead letters").atMost(LIMIT).until(() -> results.letters().size() >= 4);

      // When a document is submitted and the store fails while it is split and read
      try (JobProducer producer =
          new JobProducer(
              JobProducer.kafkaProducer(Map.of("bootstrap.servers", bootstrap)),
              new PayloadStore(blobs),
              Clock.systemUTC(),
              1 << 30)) {
        s3.inflict(Fault.SLOW_DOWN, 8);
        producer
            .submitDocument(
                new JobSource.File("scans.pdf", document),
                Optional.empty(),
                JobOptions.of(Task.newBuilder().setKind(TaskKind.OCR).build()).withJobId("scans"))
            .get();
      }
      await("four failed tries of the document").atMost(LIMIT).until(() -> s3.met() == 8);
      s3.inflict(Fault.INTERNAL_ERROR, 8);
      await("all pages").atMost(LIMIT).until(() -> results.count("scans") >= PAGES);

      // Then each page is read once, from the bytes that the splitter made
      assertThat(s3.met()).isEqualTo(16);
      results.assertEachPageOnce("scans", PAGES);
      assertThat(texts(results.of("scans"))).isEqualTo(expected(document));
      // And the others are dead letters with the reason
      assertThat(
              results.letters().stream()
                  .collect(
                      Collectors.toMap(
                          letter -> String.valueOf(letter.getJobId()),
                          letter -> letter.getFailure().getReason())))
          .containsOnly(
              Map.entry("gone", FailureReason.UNREADABLE_SOURCE),
              Map.entry("secret", FailureReason.FORBIDDEN_SOURCE),
              Map.entry("metadata", FailureReason.FORBIDDEN_SOURCE),
              Map.entry("elsewhere", FailureReason.FORBIDDEN_SOURCE));
      assertThat(results.letters())
          .extracting(DeadLetter::getAttempts)
          .as("tries of what will not pass")
          .containsOnly(1);
    }
  }

  @Test
  void commandsTellInOneLineThatTheStoreCannotBeUsed(KafkaCluster cluster) {
    for (String command : List.of("splitter", "worker", "assembler")) {
      assertThat(failing(cluster, command, "s3://nowhere"))
          .isEqualTo("scriptorium: --blobs: s3://nowhere: no such bucket\n");
    }
    assertThat(failing(cluster, "splitter", "s3://No"))
        .startsWith("scriptorium: --blobs: Not a place in S3: s3://No");
    assertThat(failing(cluster, "splitter", ROOT.toString(), "--allow-source=ftp://host/"))
        .isEqualTo(
            "scriptorium: --allow-source: No source ftp://host/: use file://, s3://, https:// or"
                + " http://\n");
  }

  private static String failing(
      KafkaCluster cluster, String command, String blobs, String... more) {
    StringWriter err = new StringWriter();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                command,
                "--metrics-port=off",
                "--bootstrap=" + cluster.bootstrapServers(),
                "--blobs=" + blobs,
                "--s3-endpoint=" + mock.endpoint(),
                "--s3-addressing=path"));
    arguments.addAll(List.of(more));
    int code =
        Main.commandLine(Map.of())
            .setErr(new PrintWriter(err, true))
            .execute(arguments.toArray(String[]::new));
    assertThat(code).as(err.toString()).isEqualTo(1);
    return err.toString();
  }

  private static PayloadStore payloads(FaultyS3 s3) {
    BlobStore blobs = store(s3.endpoint());
    return new PayloadStore(blobs, AllowedSources.of(blobs, List.of(), S3Access.DEFAULT));
  }

  private static BlobStore store(URI endpoint) {
    return BlobStore.at(
        ROOT, new S3Access(Optional.of(endpoint), Optional.empty(), Optional.empty(), SHORT));
  }

  private static Payload forbidden(String address) {
    return PageJobs.reference(new BlobReference(address, 1L, "00"));
  }

  private static Map<Integer, String> texts(List<PageResult> results) {
    return results.stream().collect(Collectors.toMap(PageResult::getPage, PageResult::getText));
  }

  private static Map<Integer, String> expected(Path document) throws Exception {
    Map<Integer, String> texts = new HashMap<>();
    try (PageSource source = new PageSources(SplitLimits.DEFAULT).open(document, Colour.GRAY)) {
      for (int page = 1; page <= source.pageCount(); page++) {
        texts.put(page, SlowReader.text(source.page(page).content()));
      }
    }
    return texts;
  }

  /** Pages that are too large for a record: noise cannot be compressed. */
  private static PDDocument scans(int pages) throws IOException {
    PDDocument document = new PDDocument();
    Random random = new Random(7);
    for (int page = 0; page < pages; page++) {
      BufferedImage noise = new BufferedImage(400, 400, BufferedImage.TYPE_BYTE_GRAY);
      for (int pixel = 0; pixel < 160_000; pixel++) {
        noise.getRaster().setSample(pixel % 400, pixel / 400, 0, random.nextInt(256));
      }
      PDPage sheet = new PDPage(new PDRectangle(144, 144));
      document.addPage(sheet);
      try (PDPageContentStream content = new PDPageContentStream(document, sheet)) {
        content.drawImage(LosslessFactory.createFromImage(document, noise), 0, 0, 144, 144);
      }
    }
    return document;
  }
}
