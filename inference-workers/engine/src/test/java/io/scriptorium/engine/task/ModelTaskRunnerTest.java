package io.scriptorium.engine.task;

import static io.scriptorium.engine.task.FakeGenerator.failed;
import static io.scriptorium.engine.task.FakeGenerator.said;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.Generator;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.Search;
import io.scriptorium.engine.Urgency;
import io.scriptorium.engine.batch.StepTimes;
import io.scriptorium.engine.constrain.ConstraintSpec;
import io.scriptorium.engine.image.GrayImage;
import io.scriptorium.engine.image.ImageLimits;
import io.scriptorium.engine.image.ImageProcessorConfig;
import io.scriptorium.engine.layout.Box;
import io.scriptorium.engine.layout.LineFinder;
import io.scriptorium.engine.layout.PageText;
import io.scriptorium.engine.layout.ReadLine;
import io.scriptorium.engine.layout.TextLine;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.sample.Sampling;
import io.scriptorium.engine.task.TaskOutcome.Done;
import io.scriptorium.engine.task.TaskOutcome.Failed;
import io.scriptorium.engine.task.TaskOutcome.Reason;
import io.scriptorium.engine.task.TaskRunner.ModelIdentity;
import io.scriptorium.engine.text.ChatTemplate;
import io.scriptorium.engine.text.GenerationDefaults;
import io.scriptorium.engine.text.PromptBuilder;
import io.scriptorium.engine.text.Tokenizer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ModelTaskRunnerTest {
  private static final Path MODEL = BundledModel.folder();
  private static Tokenizer tokenizer;

  @BeforeAll
  static void loadTokenizer() {
    tokenizer = Tokenizer.load(MODEL);
  }

  @AfterAll
  static void closeTokenizer() {
    tokenizer.close();
  }

  @Test
  void readsThePagesLines() {
    FakeGenerator generator =
        FakeGenerator.answering(
            request -> said(imageTokens(request) == 2 ? " Dear " : "Sir", FinishReason.STOP));

    Done done = done(generator, finding(line(10, 56), line(100, 84)), ocr(page()));

    assertThat(done.text().regions())
        .extracting(PageText.Region::line)
        .extracting(ReadLine::text)
        .containsExactly("Dear", "Sir");
    assertThat(done.text().text()).contains("Dear").contains("Sir");
    assertThat(done.confidence().orElseThrow()).isCloseTo(0.5, within(1e-6));
    assertThat(done.width()).isEqualTo(400);
    assertThat(done.height()).isEqualTo(300);
    assertThat(done.promptVersion()).isEqualTo("ocr-lines/1");
    assertThat(done.usage().imageTokens()).isEqualTo(5);
    assertThat(done.usage().textTokens()).isEqualTo(6);
    assertThat(done.usage().outputTokens()).isEqualTo(9);
    assertThat(generator.requests.get(0).prompt()).containsExactly(256, 258, 258, 257, 259);
    assertThat(generator.requests.get(0).stopTokens()).containsExactly(260);
  }

  @Test
  void asksOfTheModelAsUrgentlyAsTheTaskIs() {
    FakeGenerator generator = FakeGenerator.answering(request -> said("word", FinishReason.STOP));

    var unused =
        done(
            generator,
            finding(line(10, 56), line(100, 84)),
            ocr(page()).withUrgency(Urgency.of(1)));

    assertThat(generator.requests).extracting(Request::urgency).containsOnly(Urgency.of(1));
  }

  @Test
  void tellsOfEachLineAsSoonAsItIsRead() {
    CompletableFuture<Completion> second = new CompletableFuture<>();
    FakeGenerator generator =
        new FakeGenerator(
            request ->
                imageTokens(request) == 2
                    ? CompletableFuture.completedFuture(said(" Dear ", FinishReason.STOP))
                    : second);
    List<TextSink.Piece> pieces = new CopyOnWriteArrayList<>();
    try (ModelTaskRunner runner = runner(generator, finding(line(10, 56), line(100, 84)))) {
      CompletableFuture<TaskOutcome> outcome = runner.submit(ocr(page()), pieces::add);

      await().until(() -> pieces.size() == 1);
      assertThat(outcome).isNotDone();
      assertThat(pieces.get(0).text()).isEqualTo("Dear");

      second.complete(said("Sir", FinishReason.STOP));
      Done done = (Done) outcome.join();
      assertThat(pieces)
          .extracting(piece -> piece.box().orElseThrow())
          .containsExactlyElementsOf(
              done.text().regions().stream().map(region -> region.line().box()).toList());
    }
  }

  @Test
  void aBlankPageIsAnsweredAsBlank() {
    Done done = done(FakeGenerator.silent(), finding(), ocr(page()));

    assertThat(done.text().text()).isEmpty();
    assertThat(done.text().regions()).isEmpty();
    assertThat(done.confidence()).isEmpty();
  }

  @Test
  void readsALineThatLoopsInHalves() {
    FakeGenerator generator =
        FakeGenerator.answering(
            request ->
                imageTokens(request) > 6
                    ? said("abab".repeat(12), FinishReason.LENGTH)
                    : said("half", FinishReason.STOP));

    Done done = done(generator, finding(line(10, 280)), ocr(page()));

    assertThat(done.text().regions().get(0).line().text()).isEqualTo("half half");
    assertThat(generator.requests).hasSize(3);
  }

  @Test
  void keepsWhatStandsBeforeALoopWithLowConfidence() {
    FakeGenerator generator =
        FakeGenerator.answering(
            request -> said("Total" + " ab".repeat(12), FinishReason.REPETITION));

    Done done = done(generator, finding(line(10, 280)), ocr(page()));

    ReadLine line = done.text().regions().get(0).line();
    assertThat(line.text()).isEqualTo("Total ab Total ab");
    assertThat(line.confidence()).isLessThan(0.55f);
  }

  @Test
  void leavesOutWhatIsNoText() {
    Completion noise = new Completion(new int[] {'x'}, new float[] {-2, -2}, FinishReason.STOP, "");
    Done done = done(FakeGenerator.answering(request -> noise), finding(line(10, 56)), ocr(page()));

    assertThat(done.text().text()).isEmpty();
    assertThat(done.confidence().orElseThrow()).isCloseTo(Math.exp(-2), within(1e-6));
  }

  @Test
  void rejectsBadImagesWithTheirReason() throws Exception {
    try (ModelTaskRunner runner = runner(FakeGenerator.silent(), finding())) {
      assertThat(failure(runner, ocr(new byte[0])).reason()).isEqualTo(Reason.EMPTY_FILE);
      assertThat(failure(runner, ocr("no image".getBytes(US_ASCII))).reason())
          .isEqualTo(Reason.UNSUPPORTED_FORMAT);
      byte[] bomb = page();
      ByteBuffer.wrap(bomb).putInt(16, 60_000).putInt(20, 60_000);
      assertThat(failure(runner, ocr(bomb)).reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
      byte[] page = page();
      Failed cut = failure(runner, ocr(Arrays.copyOf(page, page.length / 2)));
      assertThat(cut.reason()).isEqualTo(Reason.CORRUPT_FILE);
      assertThat(cut.message()).isNotBlank().doesNotContain("\n");
    }
  }

  @Test
  void saysWhatTheModelDoesNotDo() throws Exception {
    try (ModelTaskRunner runner = runner(FakeGenerator.silent(), finding())) {
      for (TaskKind kind : List.of(TaskKind.CAPTION, TaskKind.GROUND, TaskKind.PROMPT)) {
        Failed failed =
            failure(
                runner,
                new TaskRequest(
                    page(), kind, OcrLayout.AUTO, Optional.of("a dog"), AnswerRules.USUAL));
        assertThat(failed.reason()).isEqualTo(Reason.UNSUPPORTED_TASK);
        assertThat(failed.message()).contains("text lines only");
      }
      TaskRequest wholePage =
          new TaskRequest(
              page(), TaskKind.OCR, OcrLayout.PAGE, Optional.empty(), AnswerRules.USUAL);
      assertThat(failure(runner, wholePage).reason()).isEqualTo(Reason.UNSUPPORTED_TASK);
    }
  }

  @Test
  void embeddingsAreForModelsThatEmbed() throws Exception {
    try (ModelTaskRunner runner = runner(FakeGenerator.silent(), finding())) {
      for (TaskKind kind : List.of(TaskKind.EMBED, TaskKind.LABEL)) {
        Failed failed =
            failure(
                runner,
                new TaskRequest(page(), kind, OcrLayout.AUTO, Optional.empty(), AnswerRules.USUAL));
        assertThat(failed.reason()).isEqualTo(Reason.UNSUPPORTED_TASK);
        assertThat(failed.message()).contains("reader does not do").contains("text lines only");
      }
    }
  }

  @Test
  void severalImagesAreForModelsThatTakeQuestions() throws Exception {
    try (ModelTaskRunner runner = runner(FakeGenerator.silent(), finding())) {
      TaskRequest two = ocr(page()).withImages(List.of(page(), page()));

      assertThat(failure(runner, two).message()).isEqualTo("a task OCR takes one image, not 2");
      assertThat(
              failure(
                  runner,
                  new TaskRequest(
                          page(),
                          TaskKind.PROMPT,
                          OcrLayout.AUTO,
                          Optional.of("Which?"),
                          AnswerRules.USUAL)
                      .withImages(List.of(page(), page()))))
          .isEqualTo(
              new Failed(
                  Reason.UNSUPPORTED_TASK,
                  "the model reader does not do prompts: it reads text lines only (OCR by lines)"));
      assertThat(failure(runner, ocr(page()).withImages(List.of())).reason())
          .isEqualTo(Reason.EMPTY_FILE);
    }
  }

  @Test
  void aPageOfManyAnswersTakesNoRulesForOne() throws Exception {
    List<AnswerRules> rules =
        List.of(
            AnswerRules.USUAL.withConstraint(new ConstraintSpec.Regex("a")),
            AnswerRules.USUAL.withStopStrings(List.of("a")),
            AnswerRules.USUAL.withSampling(Sampling.ofTemperature(1)),
            AnswerRules.USUAL.withSearch(new Search.Samples(2)));
    try (ModelTaskRunner runner = runner(FakeGenerator.silent(), finding())) {
      for (AnswerRules each : rules) {
        Failed failed =
            failure(
                runner,
                new TaskRequest(page(), TaskKind.OCR, OcrLayout.AUTO, Optional.empty(), each));
        assertThat(failed.reason()).isEqualTo(Reason.UNSUPPORTED_TASK);
        assertThat(failed.message()).contains("line by line").contains("stop string");
      }
    }
  }

  @Test
  void saysWhyAnAnswerIsNoMatch() {
    assertThat(unmatched(said("12", FinishReason.LENGTH)))
        .isEqualTo(new Failed(Reason.NO_MATCH, "the answer came to no match within 2 tokens"));
    assertThat(
            unmatched(
                new Completion(new int[0], new float[0], FinishReason.NO_MATCH, "No token left")))
        .isEqualTo(new Failed(Reason.NO_MATCH, "No token left"));
    assertThat(unmatched(said("1111", FinishReason.REPETITION)))
        .isEqualTo(new Failed(Reason.REPETITION_LOOP, "the answer repeats itself"));
  }

  private static TaskOutcome unmatched(Completion completion) {
    AnswerRules digits = AnswerRules.USUAL.withConstraint(new ConstraintSpec.Regex("[0-9]{9}"));
    try (ModelTaskRunner runner =
        runner(FakeGenerator.answering(request -> completion), finding())) {
      return runner.generate("", List.of(page()), digits).join();
    }
  }

  @Test
  void anExceptionEndsItsTaskAlone() throws Exception {
    LineFinder brokenOnce =
        new LineFinder() {
          private boolean broke;

          @Override
          public synchronized List<TextLine> find(GrayImage page) {
            if (!broke) {
              broke = true;
              throw new IllegalStateException("first\nsecond");
            }
            return List.of(line(10, 56));
          }
        };
    FakeGenerator generator = FakeGenerator.answering(request -> said("ok", FinishReason.STOP));
    try (ModelTaskRunner runner = runner(generator, brokenOnce)) {
      assertThat(failure(runner, ocr(page()))).isEqualTo(new Failed(Reason.INTERNAL, "first"));
      assertThat(runner.submit(ocr(page())).get()).isInstanceOf(Done.class);
    }
  }

  @Test
  void passesOnTheModelsFailures() throws Exception {
    FakeGenerator generator =
        FakeGenerator.answering(request -> failed("can't allocate memory: 9 GB"));
    try (ModelTaskRunner runner = runner(generator, finding(line(10, 56)))) {
      assertThat(failure(runner, ocr(page())).reason()).isEqualTo(Reason.OUT_OF_MEMORY);
    }
    generator = FakeGenerator.answering(request -> failed("odd shape"));
    try (ModelTaskRunner runner = runner(generator, finding(line(10, 56)))) {
      assertThat(failure(runner, ocr(page()))).isEqualTo(new Failed(Reason.INTERNAL, "odd shape"));
    }
    generator = FakeGenerator.answering(request -> failed(FinishReason.PROMPT_TOO_LONG, "9 of 8"));
    try (ModelTaskRunner runner = runner(generator, finding(line(10, 56)))) {
      assertThat(failure(runner, ocr(page())))
          .isEqualTo(new Failed(Reason.PROMPT_TOO_LONG, "9 of 8"));
    }
  }

  @Test
  void cancellingFreesWhatATaskHolds() throws Exception {
    FakeGenerator generator = FakeGenerator.silent();
    try (ModelTaskRunner runner = runner(generator, finding(line(10, 56)))) {
      CompletableFuture<TaskOutcome> task = runner.submit(ocr(page()));
      awaitQuestion(generator);

      task.cancel(true);

      assertThat(generator.open.get(0)).isCancelled();
    }
  }

  @Test
  void hasRoomUntilEnoughWorkWaits() throws Exception {
    FakeGenerator generator = FakeGenerator.silent();
    try (ModelTaskRunner runner = runner(generator, finding(line(10, 56)), 3000, 2)) {
      assertThat(runner.hasRoom()).isTrue();
      var unused = runner.submit(ocr(page()));
      awaitQuestion(generator);
      assertThat(runner.hasRoom()).isTrue();
    }
    Load load = new Load(3000, 10);
    load.add(2999);
    assertThat(load.hasRoom()).isTrue();
    load.beginPreparing();
    assertThat(load.hasRoom()).isFalse();
    load.endPreparing();
    load.add(1);
    assertThat(load.hasRoom()).isFalse();
    load.remove(3000);
    assertThat(load.hasRoom()).isTrue();
    for (int i = 0; i < 10; i++) {
      load.beginPreparing();
    }
    assertThat(load.hasRoom()).isFalse();
  }

  @Test
  void closingEndsTasksUnderWay() throws Exception {
    FakeGenerator generator = FakeGenerator.silent();
    CompletableFuture<TaskOutcome> task;
    ModelTaskRunner runner = runner(generator, finding(line(10, 56)));
    try (runner) {
      task = runner.submit(ocr(page()));
      awaitQuestion(generator);
    }

    assertThat(((Failed) task.get()).reason()).isEqualTo(Reason.CANCELLED);
    assertThat(((Failed) runner.submit(ocr(page())).get()).reason()).isEqualTo(Reason.CANCELLED);
    assertThat(runner.hasRoom()).isFalse();
  }

  private static void awaitQuestion(FakeGenerator generator) {
    await().until(() -> !generator.open.isEmpty());
  }

  private static Done done(Generator generator, LineFinder finder, TaskRequest request) {
    try (ModelTaskRunner runner = runner(generator, finder)) {
      TaskOutcome outcome = runner.submit(request).join();
      assertThat(outcome).isInstanceOf(Done.class);
      return (Done) outcome;
    }
  }

  private static Failed failure(ModelTaskRunner runner, TaskRequest request) throws Exception {
    TaskOutcome outcome = runner.submit(request).get(30, TimeUnit.SECONDS);
    assertThat(outcome).isInstanceOf(Failed.class);
    return (Failed) outcome;
  }

  private static ModelTaskRunner runner(Generator generator, LineFinder finder) {
    return runner(generator, finder, 10_000, 1);
  }

  private static ModelTaskRunner runner(
      Generator generator, LineFinder finder, long pendingTokens, int threads) {
    try {
      ReadingModel model =
          new ReadingModel(
              generator,
              tokenizer,
              new PromptBuilder(tokenizer, ChatTemplate.load(MODEL), OptionalInt.of(258)),
              GenerationDefaults.load(MODEL, tokenizer),
              Optional.of(
                  new ImagePreparation(
                      ImageProcessorConfig.load(MODEL), ImageTokens.ofMerged(258, 14, 2))),
              4096,
              new ModelIdentity("reader", "0"));
      return new ModelTaskRunner(
          new ModelTaskRunner.Parts(
              model,
              finder,
              ImageLimits.DEFAULT,
              new ModelTaskRunner.Engines(() -> StepTimes.Totals.NONE, List::of),
              List.of()),
          threads,
          pendingTokens);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LineFinder finding(TextLine... lines) {
    return page -> List.of(lines);
  }

  private static TextLine line(int top, int width) {
    byte[] paper = new byte[28 * width];
    Arrays.fill(paper, (byte) 255);
    return new TextLine(new Box(10, top, 10 + width, top + 28), new GrayImage(width, 28, paper), 1);
  }

  private static long imageTokens(Request request) {
    return Arrays.stream(request.prompt()).filter(token -> token == 258).count();
  }

  private static TaskRequest ocr(byte[] image) {
    return new TaskRequest(
        image, TaskKind.OCR, OcrLayout.AUTO, Optional.empty(), AnswerRules.USUAL);
  }

  private static byte[] page() {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(new BufferedImage(400, 300, BufferedImage.TYPE_BYTE_GRAY), "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
