package io.scriptorium.engine.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Urgency;
import io.scriptorium.engine.batch.EngineVitals;
import io.scriptorium.engine.image.ImageLimits;
import io.scriptorium.engine.image.ImageSettings;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.ImageTextModel;
import io.scriptorium.engine.model.ModelFolder;
import io.scriptorium.engine.task.TaskOutcome.Done;
import io.scriptorium.engine.task.TaskOutcome.Failed;
import io.scriptorium.engine.task.TaskOutcome.Reason;
import io.scriptorium.engine.task.TaskRunner.ModelIdentity;
import io.scriptorium.engine.text.Tokenizer;
import io.scriptorium.engine.torch.CheckpointException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EmbeddingTaskRunnerTest {
  /**
   * Places dark images and texts of even length at one end, bright ones and those of odd length at
   * the other; takes texts of up to eight tokens.
   */
  private static final class Brightness implements ImageTextModel {
    final List<Integer> batches = new CopyOnWriteArrayList<>();
    final List<Integer> texts = new CopyOnWriteArrayList<>();
    CountDownLatch open = new CountDownLatch(0);
    boolean closed;

    @Override
    public int patchSize() {
      return 4;
    }

    @Override
    public ComputeType numbers() {
      return ComputeType.FLOAT32;
    }

    @Override
    public double logit(float[] image, float[] text) {
      return 2 * image[0] * text[0];
    }

    @Override
    public List<float[]> embedImages(List<PixelValues> images) {
      batches.add(images.size());
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (images.stream().anyMatch(image -> image.values().get(0) == 0.2f)) {
        throw new IllegalStateException("a gray image");
      }
      return images.stream()
          .map(image -> new float[] {image.values().get(0) > 0.5f ? 1 : -1})
          .toList();
    }

    @Override
    public List<float[]> embedTexts(List<int[]> all) {
      texts.add(all.size());
      if (all.stream().anyMatch(text -> text.length > 8)) {
        throw BadPromptException.tooLong("A text has 9 tokens; the model takes 8");
      }
      return all.stream().map(text -> new float[] {text.length % 2 == 1 ? 1 : -1}).toList();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final Brightness model = new Brightness();

  @Test
  void anImageHasAVector() throws Exception {
    try (EmbeddingTaskRunner runner = runner()) {
      Done bright = done(runner, task(TaskKind.EMBED, Color.WHITE));
      Done dark = done(runner, task(TaskKind.EMBED, Color.BLACK));

      assertThat(bright.embedding().orElseThrow()).containsExactly(1);
      assertThat(dark.embedding().orElseThrow()).containsExactly(-1);
      assertThat(bright.labels()).isEmpty();
      assertThat(bright.text().text()).isEmpty();
      assertThat(bright.width()).isEqualTo(8);
      assertThat(bright.height()).isEqualTo(6);
      assertThat(bright.promptVersion()).isEqualTo("embed/1");
      assertThat(bright.usage().imageTokens()).isEqualTo(1);
    }
    assertThat(model.closed).isTrue();
  }

  @Test
  void aTextHasAVector() throws Exception {
    try (EmbeddingTaskRunner runner = runner()) {
      TaskRequest text =
          task(TaskKind.EMBED, Color.WHITE).withImages(List.of()).withPrompt(Optional.of("day"));

      Done done = done(runner, text);

      assertThat(done.embedding().orElseThrow()).containsExactly(1);
      assertThat(done.width()).isZero();
      assertThat(done.usage().textTokens()).isEqualTo(3);
    }
  }

  @Test
  void theLabelThatSuitsBestComesFirst() throws Exception {
    try (EmbeddingTaskRunner runner = runner()) {
      Labels choice = new Labels(List.of("dark", "day"));
      Done bright = done(runner, task(TaskKind.LABEL, Color.WHITE).withLabels(choice));
      Done dark = done(runner, task(TaskKind.LABEL, Color.BLACK).withLabels(choice));

      assertThat(bright.labels()).extracting(LabelScore::label).containsExactly("day", "dark");
      assertThat(dark.labels()).extracting(LabelScore::label).containsExactly("dark", "day");
      double expected = 1 / (1 + Math.exp(-4));
      assertThat(bright.labels().get(0).score()).isCloseTo(expected, within(1e-9));
      assertThat(bright.labels().get(1).score()).isCloseTo(1 - expected, within(1e-9));
      assertThat(bright.text().text()).isEqualTo("day");
      assertThat(bright.confidence().orElseThrow()).isEqualTo(bright.labels().get(0).score());
      assertThat(model.texts).as("texts are embedded once").containsExactly(2);
    }
  }

  @Test
  void wordsMayStandAroundALabel() throws Exception {
    try (EmbeddingTaskRunner runner = runner()) {
      TaskRequest task =
          task(TaskKind.LABEL, Color.WHITE)
              .withLabels(new Labels(List.of("dark", "day")))
              .withPrompt(Optional.of("{}?"));

      // "dark?" is what has an odd length now.
      assertThat(done(runner, task).labels())
          .extracting(LabelScore::label)
          .containsExactly("dark", "day");
    }
  }

  @Test
  void imagesThatWaitTogetherAreEmbeddedTogetherAndOneSpoilsNoOther() throws Exception {
    model.open = new CountDownLatch(1);
    try (EmbeddingTaskRunner runner = runner()) {
      List<CompletableFuture<TaskOutcome>> outcomes = new ArrayList<>();
      outcomes.add(runner.submit(task(TaskKind.EMBED, Color.WHITE)));
      await().until(() -> model.batches.size() == 1);
      Color gray = new Color(51, 51, 51);
      for (Color colour : List.of(Color.BLACK, gray, Color.WHITE)) {
        outcomes.add(runner.submit(task(TaskKind.EMBED, colour)));
      }
      await().until(() -> runner.engines().get(0).pending() == 4);

      model.open.countDown();

      assertThat(embedding(outcomes.get(0))).containsExactly(1);
      assertThat(embedding(outcomes.get(1))).containsExactly(-1);
      assertThat(embedding(outcomes.get(3))).containsExactly(1);
      assertThat(outcomes.get(2).get(30, TimeUnit.SECONDS))
          .isEqualTo(new Failed(Reason.INTERNAL, "a gray image"));
      assertThat(model.batches).startsWith(1, 3).hasSize(5);
      await().until(() -> runner.engines().get(0).pending() == 0);
      assertThat(runner.engines().get(0).thread()).isEqualTo(EngineVitals.ThreadState.RUNNING);
    }
  }

  @Test
  void saysWhatItDoesNotDo() throws Exception {
    try (EmbeddingTaskRunner runner = runner()) {
      for (TaskKind kind :
          List.of(TaskKind.OCR, TaskKind.CAPTION, TaskKind.GROUND, TaskKind.PROMPT)) {
        Failed failed = failure(runner, task(kind, Color.WHITE));
        assertThat(failed.reason()).isEqualTo(Reason.UNSUPPORTED_TASK);
        assertThat(failed.message())
            .isEqualTo("the model clip does no task %s: it embeds (EMBED, LABEL)", kind);
      }
      TaskRequest image = task(TaskKind.EMBED, Color.WHITE);
      assertThat(failure(runner, image.withImages(List.of(image.image(), image.image()))).message())
          .contains("takes one image, not 2");
      assertThat(failure(runner, image.withPrompt(Optional.of("x"))).message())
          .contains("an image or a text, not both");
      assertThat(failure(runner, image.withImages(List.of())).reason())
          .isEqualTo(Reason.EMPTY_FILE);
      assertThat(
              failure(
                      runner,
                      new TaskRequest(
                          image.image(),
                          TaskKind.EMBED,
                          OcrLayout.AUTO,
                          Optional.empty(),
                          AnswerRules.USUAL.withStopStrings(List.of("x"))))
                  .message())
          .contains("no text");
      assertThat(failure(runner, image.withImages(List.of("no image".getBytes(UTF_8)))).reason())
          .isEqualTo(Reason.UNSUPPORTED_FORMAT);
    }
  }

  @Test
  void aLabelThatIsTooLongForTheModelEndsItsTaskAlone() throws Exception {
    try (EmbeddingTaskRunner runner = runner()) {
      TaskRequest task = task(TaskKind.LABEL, Color.WHITE);
      Failed failed =
          failure(runner, task.withLabels(new Labels(List.of("day", "more than that"))));

      assertThat(failed)
          .isEqualTo(new Failed(Reason.PROMPT_TOO_LONG, "A text has 9 tokens; the model takes 8"));
      assertThat(done(runner, task.withLabels(new Labels(List.of("day")))).labels()).hasSize(1);
    }
  }

  @Test
  void withoutATokenizerItEmbedsImagesOnly() throws Exception {
    try (EmbeddingTaskRunner runner = runner(Optional.empty())) {
      assertThat(done(runner, task(TaskKind.EMBED, Color.WHITE)).embedding()).isPresent();
      Failed failed =
          failure(runner, task(TaskKind.LABEL, Color.WHITE).withLabels(new Labels(List.of("day"))));
      assertThat(failed.reason()).isEqualTo(Reason.UNSUPPORTED_TASK);
      assertThat(failed.message()).contains("its folder has no tokenizer");
    }
  }

  @Test
  void whatIsUnderWayIsCancelledWhenItCloses() throws Exception {
    model.open = new CountDownLatch(1);
    EmbeddingTaskRunner runner = runner();
    CompletableFuture<TaskOutcome> outcome = runner.submit(task(TaskKind.EMBED, Color.WHITE));
    await().until(() -> model.batches.size() == 1);

    runner.close();

    assertThat(((Failed) outcome.join()).reason()).isEqualTo(Reason.CANCELLED);
    assertThat(runner.hasRoom()).isFalse();
  }

  @Test
  void aModelThatAnswersPromptsIsRefused() {
    assertThatThrownBy(
            () ->
                EmbeddingTaskRunner.open(
                    ModelFolder.of(BundledModel.folder()), TaskSettings.defaults()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("clip");
  }

  private EmbeddingTaskRunner runner() {
    return runner(Optional.of(Tokenizer.load(BundledModel.folder())));
  }

  /** The bundled model's tokens are bytes. */
  private EmbeddingTaskRunner runner(Optional<Tokenizer> tokenizer) {
    String settings =
        "{\"image_processor_type\": \"CLIPImageProcessor\", \"crop_size\": 4,"
            + " \"image_mean\": [0, 0, 0], \"image_std\": [1, 1, 1]}";
    try {
      TaskSettings usual = TaskSettings.defaults().withPreparationThreads(1);
      return new EmbeddingTaskRunner(
          new EmbeddingTaskRunner.Parts(
              model,
              tokenizer,
              ImageSettings.of(new ObjectMapper().readTree(settings), 4),
              ImageLimits.DEFAULT,
              new ModelIdentity("clip", "0")),
          usual.withEngine(usual.engine().withReplicas(1)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TaskRequest task(TaskKind kind, Color colour) {
    return new TaskRequest(
        List.of(image(colour)),
        kind,
        OcrLayout.AUTO,
        Optional.empty(),
        Labels.NONE,
        AnswerRules.USUAL,
        Urgency.USUAL);
  }

  private static Done done(EmbeddingTaskRunner runner, TaskRequest request) throws Exception {
    return (Done) runner.submit(request).get(30, TimeUnit.SECONDS);
  }

  private static Failed failure(EmbeddingTaskRunner runner, TaskRequest request) throws Exception {
    return (Failed) runner.submit(request).get(30, TimeUnit.SECONDS);
  }

  private static float[] embedding(CompletableFuture<TaskOutcome> outcome) throws Exception {
    return ((Done) outcome.get(30, TimeUnit.SECONDS)).embedding().orElseThrow();
  }

  private static byte[] image(Color colour) {
    BufferedImage image = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, 8, 6);
    graphics.dispose();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return file.toByteArray();
  }
}
