package io.scriptorium.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A model that takes questions about images and answers with nonsense: the reference weights of a
 * small Qwen2.5-VL, with a tokenizer in which each byte is a token.
 */
final class InstructedToy {
  private InstructedToy() {}

  /** Lays the model's files into a folder; the test is skipped where there are no weights. */
  static Path in(Path folder) throws IOException {
    Path weights = ReferenceModels.folder("qwen2.5-vl");
    for (String name : List.of("config.json", "generation_config.json", "model.safetensors")) {
      Files.copy(weights.resolve(name), folder.resolve(name));
    }
    for (String name :
        List.of("tokenizer.json", "tokenizer_config.json", "preprocessor_config.json")) {
      try (InputStream file =
          Objects.requireNonNull(
              InstructedToy.class.getResourceAsStream("/instructed-toy/" + name))) {
        Files.copy(file, folder.resolve(name));
      }
    }
    return folder;
  }
}
