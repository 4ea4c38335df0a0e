package io.scriptorium.app.output;

import io.scriptorium.app.output.ResultFolder.Texts;
import io.scriptorium.avro.ImageResult;
import io.scriptorium.avro.ItemStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What was answered about an image, as files. */
public final class ImageTexts {
  private ImageTexts() {}

  /** Whether there is an answer. */
  public static boolean isAnswered(ImageResult result) {
    return result.getStatus() == ItemStatus.OK || result.getStatus() == ItemStatus.FALLBACK;
  }

  /** The answer, unless it is a vector, and as JSON the whole record. */
  public static Texts of(ImageResult result) {
    Optional<byte[]> answer =
        isAnswered(result) && result.getEmbedding() == null
            ? Optional.of((result.getText() + "\n").getBytes(StandardCharsets.UTF_8))
            : Optional.empty();
    return new Texts(
        answer, Optional.of(result.toString().getBytes(StandardCharsets.UTF_8)), answer);
  }
}
