package io.scriptorium.worker.job;

import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.engine.image.ImageFormat;
import io.scriptorium.engine.task.TaskRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Texts that a job brings along in the place of an image. */
final class TextPayload {
  private static final int MOST_BYTES = 1 << 20;
  private static final Set<TaskKind> KINDS = Set.of(TaskKind.PROMPT, TaskKind.EMBED);

  private TextPayload() {}

  /**
   * Whether a job's only file is a text: it is said to be one, and is none of the image formats.
   */
  static boolean isOne(Job job, byte[] file) {
    return job instanceof Job.Image
        && job.payloads().size() == 1
        && KINDS.contains(job.task().getKind())
        && mediaType(job).startsWith("text/plain")
        && ImageFormat.of(file).isEmpty();
  }

  private static String mediaType(Job job) {
    return job.payload().getMediaType().toLowerCase(Locale.ROOT);
  }

  /**
   * A request about the text, which stands after the task's own words.
   *
   * @throws UnreadableTextException if it is too long or not in UTF-8
   */
  static TaskRequest put(byte[] file, TaskRequest request) throws UnreadableTextException {
    if (file.length > MOST_BYTES) {
      throw new UnreadableTextException(
          FailureReason.TOO_MANY_BYTES,
          "The text has %,d bytes, more than the %,d that are allowed"
              .formatted(file.length, MOST_BYTES));
    }
    String text = text(file);
    String words = request.prompt().map(before -> before + "\n\n" + text).orElse(text);
    return request.withImages(List.of()).withPrompt(Optional.of(words));
  }

  private static String text(byte[] file) throws UnreadableTextException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
    } catch (CharacterCodingException e) {
      throw new UnreadableTextException(FailureReason.CORRUPT_FILE, "The text is not in UTF-8");
    }
  }
}
