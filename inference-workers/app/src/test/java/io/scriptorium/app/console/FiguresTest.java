package io.scriptorium.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
  @Test
  void writesAFlatObject(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("new/figures.json");
    new Figures().put("pages", 3).put("pages_per_second", 1.5).put("model", "m").writeTo(file);
    JsonNode read = new ObjectMapper().readTree(file.toFile());
    assertThat(read.toString()).isEqualTo("{\"pages\":3,\"pages_per_second\":1.5,\"model\":\"m\"}");
  }
}
