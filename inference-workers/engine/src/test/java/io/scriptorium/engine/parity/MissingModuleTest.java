package io.scriptorium.engine.parity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.scriptorium.engine.model.deepseek.DeepSeek;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.SafetensorsWriter;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Checkpoints of DeepSeek-V3 whose module for multi-token prediction was left out. */
class MissingModuleTest {
  private static final String MODULE = "model.layers.3.";

  @TempDir Path folder;

  private final Logger logger = (Logger) LoggerFactory.getLogger(DeepSeek.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(log);
  }

  /** A copy of the fixture with some of its weights. */
  private ParityReport checkWith(Predicate<String> kept) throws IOException {
    Path source = Fixtures.folder("parity/models/deepseek-v3-mtp");
    for (String file : List.of("config.json", "expected.json", "expected.safetensors")) {
      Files.copy(source.resolve(file), folder.resolve(file));
    }
    SafetensorsWriter copy = new SafetensorsWriter();
    try (Checkpoint checkpoint = Checkpoint.openFile(source.resolve("model.safetensors"));
        TensorScope scope = Torch.get().open(Device.cpu())) {
      for (String name : checkpoint.names()) {
        if (kept.test(name)) {
          List<Long> shape = LongStream.of(checkpoint.shape(name).getShape()).boxed().toList();
          copy.add(name, shape, checkpoint.load(scope, name).toFloatArray());
        }
      }
    }
    copy.write(folder.resolve("model.safetensors"));
    return ParityCheck.run(folder);
  }

  @Test
  void itAnswersAsBeforeWithoutTheModuleAndSaysSoInALine() throws IOException {
    ParityReport report = checkWith(name -> !name.startsWith(MODULE));

    assertThat(report.passed()).as(report.line()).isTrue();
    assertThat(report.measures())
        .extracting(Measure::subject)
        .contains("logits", "greedy")
        .doesNotContain("mtp");
    assertThat(log.list)
        .isNotEmpty()
        .allSatisfy(
            event ->
                assertThat(event.getFormattedMessage())
                    .startsWith(folder + " has no weights of the module")
                    .doesNotContain("\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"eh_proj.weight", "self_attn.o_proj.weight", "embed_tokens.weight"})
  void aPartOfTheModuleIsDamage(String part) throws IOException {
    ParityReport report = checkWith(name -> !name.startsWith(MODULE) || name.equals(MODULE + part));

    assertThat(report.passed()).isFalse();
    assertThat(report.line()).contains("lacks " + MODULE);
    assertThat(log.list).isEmpty();
  }
}
