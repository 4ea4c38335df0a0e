package io.scriptorium.engine.task;

import static io.scriptorium.engine.task.FakeGenerator.said;
import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.batch.StepTimes;
import io.scriptorium.engine.image.Fixtures;
import io.scriptorium.engine.image.ImageLimits;
import io.scriptorium.engine.image.ImageSettings;
import io.scriptorium.engine.layout.Box;
import io.scriptorium.engine.layout.PageText.Region;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.task.TaskOutcome.Done;
import io.scriptorium.engine.task.TaskRunner.ModelIdentity;
import io.scriptorium.engine.text.ChatTemplate;
import io.scriptorium.engine.text.GenerationDefaults;
import io.scriptorium.engine.text.PromptBuilder;
import io.scriptorium.engine.text.Tokenizer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From images and words to answers and boxes, with a model whose answers are given. */
class ImageQuestionTest {
  private static final int IMAGE_TOKEN = 151_655;

  @TempDir Path folder;

  @BeforeEach
  void makeModelFolder() throws IOException {
    Files.copy(
        Fixtures.folder("parity/tokenizers/qwen2_5").resolve("tokenizer.json"),
        folder.resolve("tokenizer.json"));
    Files.writeString(folder.resolve("preprocessor_config.json"), "{\"min_pixels\": 3136}");
    Files.writeString(
        folder.resolve("chat_template.jinja"),
        "{% for part in messages[0].content %}"
            + "{{ '<|image_pad|>' if part.type == 'image' else part.text }}{% endfor %}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"bbox_2d\": [56, 14, 112, 56], \"label\": \"a dog\"}]",
        "<|object_ref_start|>a dog<|object_ref_end|><|box_start|>(500,250),(1000,1000)<|box_end|>"
      })
  void boxesOfAnAnswerBecomeRegionsOfTheImage(String answer) throws Exception {
    Done done = ground(answer);

    assertThat(done.text().regions()).hasSize(1);
    Region region = done.text().regions().get(0);
    assertThat(region.line().box()).isEqualTo(new Box(50, 12.5f, 100, 50));
    assertThat(region.line().text()).isEqualTo("a dog");
    assertThat(region.line().confidence()).isEqualTo(done.answers().get(0).confidence());
  }

  @Test
  void anAnswerWithoutBoxesIsTextAlone() throws Exception {
    Done done = ground("There is none.");

    assertThat(done.text().regions()).isEmpty();
    assertThat(done.text().text()).isEqualTo("There is none.");
  }

  @Test
  void aQuestionMayHaveSeveralImages() throws Exception {
    FakeGenerator generator = FakeGenerator.answering(request -> said("", FinishReason.STOP));

    TaskOutcome outcome = outcome(generator, question(png(100, 50), png(56, 112)));

    Request request = generator.requests.get(0);
    assertThat(request.images()).extracting(PixelValues::gridW).containsExactly(8, 4);
    assertThat(Arrays.stream(request.prompt()).filter(token -> token == IMAGE_TOKEN).count())
        .isEqualTo(request.images().stream().mapToInt(image -> image.patches() / 4).sum());
    assertThat(((Done) outcome).width()).as("of the first").isEqualTo(100);
  }

  @Test
  void severalImagesNeedATemplateThatTakesThem() throws Exception {
    Files.writeString(
        folder.resolve("chat_template.jinja"), "<|image_pad|>{{ messages[0].content[-1].text }}");

    TaskOutcome outcome = outcome(FakeGenerator.silent(), question(png(100, 50), png(100, 50)));

    assertThat(outcome)
        .isEqualTo(
            new TaskOutcome.Failed(
                TaskOutcome.Reason.UNSUPPORTED_TASK,
                "the model seer does not take 2 images in a prompt: The chat template made 1 places"
                    + " for 2 images"));
  }

  @Test
  void reasoningStandsApart() throws Exception {
    Path tokenizer = folder.resolve("tokenizer.json");
    Files.writeString(
        tokenizer,
        Files.readString(tokenizer)
            .replace("<|fim_prefix|>", "<think>")
            .replace("<|fim_suffix|>", "</think>"));

    Done done = (Done) outcome(answering("<think>It barks.</think> A dog"), question(png(56, 56)));

    assertThat(done.text().text()).isEqualTo("A dog");
    assertThat(done.reasoning()).contains("It barks.");
  }

  private static TaskRequest question(byte[]... images) {
    return new TaskRequest(
            images[0], TaskKind.PROMPT, OcrLayout.AUTO, Optional.of("Which?"), AnswerRules.USUAL)
        .withImages(List.of(images));
  }

  private Done ground(String answer) throws Exception {
    TaskRequest request =
        new TaskRequest(
            png(100, 50),
            TaskKind.GROUND,
            OcrLayout.AUTO,
            Optional.of("the dog"),
            AnswerRules.USUAL);
    return (Done) outcome(answering(answer), request);
  }

  private FakeGenerator answering(String answer) {
    return FakeGenerator.answering(
        request -> {
          try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            int[] tokens = tokenizer.encode(answer);
            return new Completion(tokens, new float[tokens.length + 1], FinishReason.STOP, "");
          }
        });
  }

  private TaskOutcome outcome(FakeGenerator generator, TaskRequest request) throws Exception {
    try (Tokenizer tokenizer = Tokenizer.load(folder);
        ModelTaskRunner runner = runner(generator, tokenizer)) {
      return runner.submit(request).get(30, TimeUnit.SECONDS);
    }
  }

  private ModelTaskRunner runner(FakeGenerator generator, Tokenizer tokenizer) throws IOException {
    ReadingModel model =
        new ReadingModel(
            generator,
            tokenizer,
            new PromptBuilder(tokenizer, ChatTemplate.load(folder), OptionalInt.of(IMAGE_TOKEN)),
            GenerationDefaults.load(folder, tokenizer),
            Optional.of(
                new ImagePreparation(
                    ImageSettings.load(folder, 14), ImageTokens.ofMerged(IMAGE_TOKEN, 14, 2))),
            4096,
            new ModelIdentity("seer", "0"));
    return new ModelTaskRunner(
        new ModelTaskRunner.Parts(
            model,
            page -> List.of(),
            ImageLimits.DEFAULT,
            new ModelTaskRunner.Engines(() -> StepTimes.Totals.NONE, List::of),
            List.of()),
        1,
        10_000);
  }

  private static byte[] png(int width, int height) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", file);
    return file.toByteArray();
  }
}
