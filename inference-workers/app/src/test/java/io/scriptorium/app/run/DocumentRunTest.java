package io.scriptorium.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.app.cluster.JobEvent;
import io.scriptorium.app.console.Interruption;
import io.scriptorium.app.console.Progress;
import io.scriptorium.app.output.DocumentTexts;
import io.scriptorium.app.output.ResultFolder;
import io.scriptorium.app.pipeline.Documents;
import io.scriptorium.app.source.Source;
import io.scriptorium.app.source.Sources;
import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.Task;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.job.JobOptions;
import io.scriptorium.producers.job.JobProducer;
import io.scriptorium.producers.job.JobSource;
import io.scriptorium.producers.job.SubmitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentRunTest {
  @TempDir Path folder;
  private final Screen screen = new Screen();
  private final Interruption interruption = Interruption.listen();
  private Path out = Path.of("");

  @AfterEach
  void stopListening() {
    interruption.close();
  }

  @BeforeEach
  void setOut() {
    out = folder.resolve("out");
  }

  /** Answers each document with what a test says, the oldest first. */
  private static final class FakePipeline implements Documents {
    final Function<Source, DocumentResult> answers;
    final Deque<DocumentResult> underWay = new ArrayDeque<>();
    final List<String> released = new ArrayList<>();
    int mostUnderWay;

    FakePipeline(Function<Source, DocumentResult> answers) {
      this.answers = answers;
    }

    @Override
    public String submit(Source source) throws SubmitException, IOException {
      if (source.name().contains("secret")) {
        throw unreadable(source.name());
      }
      underWay.add(answers.apply(source));
      mostUnderWay = Math.max(mostUnderWay, underWay.size());
      return underWay.getLast().getJobId();
    }

    @Override
    public List<JobEvent> poll(Duration wait) {
      DocumentResult result = underWay.remove();
      return List.of(
          new JobEvent.Progressed(
              Results.status(result.getJobId(), result.getPagesAsked(), result.getPagesRead())),
          new JobEvent.DocumentFinished(result));
    }

    @Override
    public void release(DocumentResult result) {
      released.add(result.getJobId());
    }

    @Override
    public void close() {}
  }

  /** What the job library says of a file that is not there. */
  private static SubmitException unreadable(String name) throws IOException {
    PayloadStore payloads = new PayloadStore(new FileBlobStore(Path.of("unused")));
    Task task = Task.newBuilder().setKind(TaskKind.OCR).setPrompt(null).setMaxTokens(null).build();
    try (JobProducer jobs = new JobProducer(new MockProducer<>(), payloads, Clock.systemUTC(), 1)) {
      var unused =
          jobs.submitDocument(
              new JobSource.File(name, Path.of("no/such/file")),
              Optional.empty(),
              JobOptions.of(task));
      throw new AssertionError("A file that is not there was submitted");
    } catch (SubmitException e) {
      return e;
    }
  }

  /** Keeps what a person would see. */
  private static final class Screen implements Progress {
    final List<String> lines = new ArrayList<>();
    long done;
    long total;

    @Override
    public void update(long done, long total) {
      assertThat(done).isBetween(this.done, total);
      this.done = done;
      this.total = total;
    }

    @Override
    public void say(String line) {
      lines.add(line);
    }

    @Override
    public void close() {}
  }

  private RunReport read(FakePipeline pipeline, Sources sources) throws IOException {
    PayloadStore payloads = new PayloadStore(new FileBlobStore(folder.resolve("blobs")));
    return new DocumentRun(pipeline, ResultFolder.at(out), new DocumentTexts(payloads), screen)
        .read(sources, interruption);
  }

  private Source source(String name) {
    try {
      Path file = Files.writeString(folder.resolve(name.replace('/', '_')), "x");
      return new Source(file, name);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Sources sources(List<Source> files) {
    return new Sources(files, List.of(), 0);
  }

  @Test
  void writesEachDocumentUnderANameOfItsOwn() throws IOException {
    FakePipeline pipeline = new FakePipeline(s -> Results.complete(s.name(), s.name(), 3));
    RunReport report =
        read(pipeline, sources(List.of(source("a/report.pdf"), source("b/report.png"))));
    assertThat(out.resolve("report.txt")).content().isEqualTo("text of a/report.pdf");
    assertThat(out.resolve("report-2.md")).content().isEqualTo("# b/report.png");
    assertThat(report).isEqualTo(new RunReport(2, 0, 6, 200, 100));
    assertThat(screen.lines).isEmpty();
    assertThat(screen.done).isEqualTo(6);
    assertThat(screen.total).isEqualTo(6);
    assertThat(pipeline.released).hasSize(2);
  }

  @Test
  void aFailureIsOneLineAndDisturbsNobody() throws IOException {
    FakePipeline pipeline =
        new FakePipeline(
            s ->
                s.name().contains("locked")
                    ? Results.failed(s.name(), s.name(), "The file is encrypted")
                    : Results.complete(s.name(), s.name(), 1));
    Sources sources =
        new Sources(
            List.of(source("secret.pdf"), source("locked.pdf"), source("good.pdf")),
            List.of(new Sources.Unreadable("gone.pdf", "no such file")),
            0);
    RunReport report = read(pipeline, sources);
    assertThat(screen.lines)
        .containsExactly(
            "gone.pdf: no such file",
            "Cannot read secret.pdf: no such file",
            "locked.pdf: The file is encrypted");
    assertThat(report.documents()).isEqualTo(4);
    assertThat(report.failed()).isEqualTo(3);
    assertThat(out.resolve("good.txt")).exists();
    assertThat(out.resolve("locked.txt")).doesNotExist();
  }

  @Test
  void aPartialDocumentCountsAsFailedButItsPagesAreWritten() throws IOException {
    FakePipeline pipeline =
        new FakePipeline(s -> Results.partial(s.name(), s.name(), List.of(2, 7)));
    RunReport report = read(pipeline, sources(List.of(source("long.pdf"))));
    assertThat(report.failed()).isEqualTo(1);
    assertThat(report.pages()).isEqualTo(8);
    assertThat(out.resolve("long.txt")).content().isEqualTo("the rest");
    assertThat(screen.lines)
        .containsExactly("long.pdf: 2 of 10 pages not read (pages 2, 7): the image ends early");
  }

  @Test
  void tenThousandFilesDoNotPileUp() throws IOException {
    FakePipeline pipeline = new FakePipeline(s -> Results.failed(s.name(), s.name(), "no"));
    Source file = source("page.png");
    List<Source> files =
        IntStream.range(0, 10_000).mapToObj(i -> new Source(file.path(), "page-" + i)).toList();
    assertThat(read(pipeline, sources(files)).failed()).isEqualTo(10_000);
    assertThat(pipeline.mostUnderWay).isBetween(2, 64);
  }

  @Test
  void resultsOfOthersAreLeftAlone() throws IOException {
    FakePipeline pipeline = new FakePipeline(s -> Results.complete("mine", s.name(), 1));
    pipeline.underWay.add(Results.complete("foreign", "foreign.pdf", 1));
    RunReport report = read(pipeline, sources(List.of(source("mine.pdf"))));
    assertThat(report.documents()).isEqualTo(1);
    assertThat(out.resolve("foreign.txt")).doesNotExist();
  }
}
