package io.scriptorium.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.batch.StepTimes;
import io.scriptorium.engine.image.ImageLimits;
import io.scriptorium.engine.image.ImageSettings;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.model.ImageTokens.Wording;
import io.scriptorium.engine.parity.Fixtures;
import io.scriptorium.engine.task.TaskOutcome.Done;
import io.scriptorium.engine.task.TaskOutcome.Failed;
import io.scriptorium.engine.task.TaskOutcome.Reason;
import io.scriptorium.engine.task.TaskRunner.ModelIdentity;
import io.scriptorium.engine.text.ChatTemplate;
import io.scriptorium.engine.text.GenerationDefaults;
import io.scriptorium.engine.text.PromptBuilder;
import io.scriptorium.engine.text.Tokenizer;
import io.scriptorium.engine.text.WordPieces;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions about images to models without a chat template. */
class ImagePromptsTest {
  private static final int IMAGE = 300;
  private static final int FIRST_WORD = 4;
  private static final int CLS = 3;
  private static final int SEP = 2;

  @TempDir Path folder;

  @BeforeEach
  void makeModelFolder() throws IOException {
    WordPieces.write(folder, 256, "a", "picture", "of", "dog", "##s", "who", "?", ".");
    WordPieces.write(folder.resolve("qformer_tokenizer"), 256, "?", "who");
    Files.writeString(folder.resolve("config.json"), "{\"text_config\": {\"sep_token_id\": 2}}");
    Files.writeString(
        folder.resolve("preprocessor_config.json"),
        "{\"image_processor_type\": \"BlipImageProcessor\", \"size\": {\"height\": 56, \"width\": 56}}");
  }

  @Test
  void aCaptionGoesOnWithItsBeginning() throws Exception {
    FakeGenerator generator = answering("dogs.");

    Done caption =
        (Done) ask(generator, new Wording.Continuation(OptionalInt.of(251)), TaskKind.CAPTION, "");

    assertThat(caption.text().text()).isEqualTo("dogs.");
    assertThat(caption.promptVersion()).isEqualTo("caption-beginning/1");
    Request request = generator.requests.get(0);
    assertThat(request.prompt())
        .containsExactly(IMAGE, IMAGE, 251, FIRST_WORD, FIRST_WORD + 1, FIRST_WORD + 2);
    assertThat(request.stopTokens()).contains(SEP);
    assertThat(request.images().get(0).instruction()).isEmpty();
  }

  @Test
  void aTextBeginsAsItsTokenizerBeginsIt() throws Exception {
    FakeGenerator generator = answering("a");

    ask(generator, new Wording.Continuation(OptionalInt.empty()), TaskKind.PROMPT, "Who?");

    assertThat(generator.requests.get(0).prompt())
        .containsExactly(IMAGE, IMAGE, CLS, FIRST_WORD + 5, FIRST_WORD + 6, SEP);
  }

  @Test
  void anInstructionGoesToTheEncoderInItsOwnTokens() throws Exception {
    FakeGenerator generator = answering("a dog");

    Done answer = (Done) ask(generator, new Wording.Instruction(), TaskKind.PROMPT, "Who?");

    assertThat(answer.text().text()).isEqualTo("a dog");
    assertThat(answer.promptVersion()).isEqualTo("prompt/1");
    Request request = generator.requests.get(0);
    assertThat(request.prompt())
        .containsExactly(IMAGE, IMAGE, CLS, FIRST_WORD + 5, FIRST_WORD + 6, SEP);
    assertThat(request.images().get(0).instruction())
        .containsExactly(CLS, FIRST_WORD + 1, FIRST_WORD, SEP);
  }

  @ParameterizedTest
  @EnumSource(names = {"GROUND", "OCR"})
  void aModelThatGoesOnWithTextsTakesNoInstructions(TaskKind kind) throws Exception {
    Failed failed =
        (Failed) ask(answering("a"), new Wording.Continuation(OptionalInt.of(251)), kind, "a dog");

    assertThat(failed.reason()).isEqualTo(Reason.UNSUPPORTED_TASK);
    assertThat(failed.message()).contains("only goes on with the beginning of a text");
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

  private TaskOutcome ask(FakeGenerator generator, Wording wording, TaskKind kind, String words)
      throws Exception {
    try (Tokenizer tokenizer = Tokenizer.load(folder);
        Tokenizer encoders = Tokenizer.load(folder.resolve("qformer_tokenizer"));
        ModelTaskRunner runner =
            new ModelTaskRunner(
                new ModelTaskRunner.Parts(
                    model(generator, tokenizer, wording, encoders),
                    page -> List.of(),
                    ImageLimits.DEFAULT,
                    new ModelTaskRunner.Engines(() -> StepTimes.Totals.NONE, List::of),
                    List.of()),
                1,
                10_000)) {
      return run(runner, kind, words);
    }
  }

  private ReadingModel model(
      FakeGenerator generator, Tokenizer tokenizer, Wording wording, Tokenizer encoders)
      throws IOException {
    ImageTokens tokens = new ImageTokens(IMAGE, 14, image -> 2, wording);
    return new ReadingModel(
        generator,
        tokenizer,
        new PromptBuilder(tokenizer, ChatTemplate.load(folder), OptionalInt.of(IMAGE)),
        GenerationDefaults.load(folder, tokenizer),
        Optional.of(
            new ImagePreparation(ImageSettings.load(folder, 14), tokens, Optional.of(encoders))),
        512,
        new ModelIdentity("seer", "0"));
  }

  /** Random weights answer with nonsense, but by the whole way from a file to a text. */
  @ParameterizedTest
  @ValueSource(strings = {"blip-captioning", "instructblip"})
  void aModelFolderCaptionsAnImage(String fixture) throws Exception {
    Path source = Fixtures.folder("parity/models/" + fixture);
    for (String file : List.of("config.json", "generation_config.json", "model.safetensors")) {
      Files.deleteIfExists(folder.resolve(file));
      Files.copy(source.resolve(file), folder.resolve(file));
    }
    TaskSettings settings =
        TaskSettings.defaults()
            .withEngine(EngineSettings.defaults().withReplicas(1).withCacheBytes(16L << 20));
    try (ModelTaskRunner runner = ModelTaskRunner.open(folder, settings)) {
      Done done = (Done) run(runner, TaskKind.CAPTION, "");

      assertThat(done.text().text()).isNotBlank();
      assertThat(done.usage().imageTokens()).isEqualTo(fixture.equals("instructblip") ? 8 : 17);
    }
  }

  private static TaskOutcome run(ModelTaskRunner runner, TaskKind kind, String words)
      throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    BufferedImage image = new BufferedImage(90, 50, BufferedImage.TYPE_INT_RGB);
    IntStream.range(0, 50).forEach(i -> image.setRGB(i, i, 0xff8040));
    ImageIO.write(image, "png", file);
    TaskRequest request =
        new TaskRequest(
            file.toByteArray(),
            kind,
            OcrLayout.AUTO,
            words.isEmpty() ? Optional.empty() : Optional.of(words),
            AnswerRules.USUAL.withMaxTokens(12));
    return runner.submit(request).get(60, TimeUnit.SECONDS);
  }
}
