package io.scriptorium.engine.parity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.SafetensorsWriter;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A GPT-2 as it is saved with its head: all names have a prefix that hub checkpoints lack. */
class PrefixedNamesTest {
  @TempDir Path folder;

  @Test
  void agreesWithTheReference() throws IOException {
    Path fixture = Fixtures.folder("parity/models/gpt2");
    for (String file : List.of("config.json", "expected.json", "expected.safetensors")) {
      Files.copy(fixture.resolve(file), folder.resolve(file));
    }
    SafetensorsWriter prefixed = new SafetensorsWriter();
    try (Checkpoint checkpoint = Checkpoint.openFile(fixture.resolve("model.safetensors"));
        TensorScope scope = Torch.get().open(Device.cpu())) {
      for (String name : checkpoint.names()) {
        List<Long> shape = LongStream.of(checkpoint.shape(name).getShape()).boxed().toList();
        prefixed.add("transformer." + name, shape, checkpoint.load(scope, name).toFloatArray());
      }
    }
    prefixed.write(folder.resolve("model.safetensors"));

    ParityReport report = ParityCheck.run(folder);

    assertThat(report.passed()).as(report.line()).isTrue();
  }
}
