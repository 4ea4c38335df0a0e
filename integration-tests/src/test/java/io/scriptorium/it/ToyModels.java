package io.scriptorium.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Models that answer with nonsense: the reference weights of small ones, with a tokenizer in which
 * each byte is a token. A test is skipped where there are no weights.
 */
final class ToyModels {
  private ToyModels() {}

  /** Lays a model into a folder that takes questions about images: a Qwen2.5-VL. */
  static Path instructed(Path folder) throws IOException {
    copyWeights("qwen2.5-vl", folder);
    for (String name :
        List.of("tokenizer.json", "tokenizer_config.json", "preprocessor_config.json")) {
      copyResource(name, folder);
    }
    return folder;
  }

  /** Lays a model into a folder that goes on with captions: a BLIP. */
  static Path captioning(Path folder) throws IOException {
    copyWeights("blip-captioning", folder);
    copyResource("tokenizer.json", folder);
    Files.writeString(
        folder.resolve("preprocessor_config.json"),
        "{\"image_processor_type\": \"BlipImageProcessor\", \"size\": {\"height\": 56, \"width\": 56}}");
    return folder;
  }

  private static void copyWeights(String model, Path folder) throws IOException {
    Path weights = ReferenceModels.folder(model);
    for (String name : List.of("config.json", "generation_config.json", "model.safetensors")) {
      Files.copy(weights.resolve(name), folder.resolve(name));
    }
  }

  private static void copyResource(String name, Path folder) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(ToyModels.class.getResourceAsStream("/toy-models/" + name))) {
      Files.copy(file, folder.resolve(name));
    }
  }
}
