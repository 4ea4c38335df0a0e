package io.scriptorium.engine.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.engine.torch.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A text and what the reference makes of it.
 *
 * @param text what it is asked
 * @param prompt its tokens
 * @param greedy tokens that follow
 * @param answer those as text
 */
@SuppressWarnings("ArrayRecordComponent")
record TextFixture(String text, int[] prompt, int[] greedy, String answer) {
  private static final String FILE = "expected-text.json";

  static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  static List<TextFixture> read(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      List<TextFixture> texts = new ArrayList<>();
      for (JsonNode node : new ObjectMapper().readTree(file.toFile())) {
        texts.add(
            new TextFixture(
                node.path("text").asText(),
                Fixture.integers(node.path("prompt")),
                Fixture.integers(node.path("greedy")),
                node.path("answer").asText()));
      }
      return texts;
    } catch (IOException e) {
      throw new CheckpointException("Cannot read " + file + " as JSON", e);
    }
  }
}
