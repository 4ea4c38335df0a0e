package io.scriptorium.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledModelTest {
  @Test
  void unpacksOnceAndCompletely(@TempDir Path cache) throws IOException {
    Path first = BundledModel.unpack(cache);
    Path second = BundledModel.unpack(cache);

    assertThat(second).isEqualTo(first);
    assertThat(first.resolve("model.safetensors"))
        .hasSameBinaryContentAs(BundledModel.folder().resolve("model.safetensors"));
    try (var entries = Files.list(cache)) {
      assertThat(entries).containsExactly(first);
    }
  }
}
