package io.scriptorium.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
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

/** From an image and a phrase to boxes, with a model whose answers are given. */
class GroundingTaskTest {
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

  private Done ground(String answer) throws Exception {
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      FakeGenerator generator =
          FakeGenerator.answering(
              request -> {
                int[] tokens = tokenizer.encode(answer);
                return new Completion(tokens, new float[tokens.length + 1], FinishReason.STOP, "");
              });
      try (ModelTaskRunner runner = runner(generator, tokenizer)) {
        TaskRequest request =
            new TaskRequest(
                png(100, 50),
                TaskKind.GROUND,
                OcrLayout.AUTO,
                Optional.of("the dog"),
                AnswerRules.USUAL);
        return (Done) runner.submit(request).get(30, TimeUnit.SECONDS);
      }
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
