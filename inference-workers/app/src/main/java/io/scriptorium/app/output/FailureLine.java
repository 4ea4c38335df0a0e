package io.scriptorium.app.output;

import io.scriptorium.avro.DocumentResult;
import io.scriptorium.avro.DocumentStatus;
import io.scriptorium.avro.Failure;
import io.scriptorium.avro.ImageResult;
import io.scriptorium.avro.ItemStatus;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One line about a document that was not read in full. */
public final class FailureLine {
  private static final int PAGES_NAMED = 10;

  private FailureLine() {}

  /** The line about a document that is not COMPLETE. */
  public static String of(DocumentResult result) {
    String reason = reason(result.getFailure());
    if (result.getStatus() != DocumentStatus.PARTIAL) {
      return result.getName() + ": " + reason;
    }
    return "%s: %d of %d pages not read (%s): %s"
        .formatted(
            result.getName(),
            result.getPagesAsked() - result.getPagesRead(),
            result.getPagesAsked(),
            pages(result.getFailedPages()),
            reason);
  }

  /** The line about an image that was not answered. */
  public static String of(ImageResult result) {
    return result.getName()
        + ": "
        + (result.getStatus() == ItemStatus.DUPLICATE
            ? "answered as job " + result.getSameAs()
            : reason(result.getFailure()));
  }

  private static String reason(@Nullable Failure failure) {
    if (failure == null) {
      return "not read, no reason given";
    }
    String message = failure.getMessage().strip().replaceAll("\\s*\\R\\s*", " ");
    return message.isEmpty() ? failure.getReason().toString() : message;
  }

  private static String pages(List<Integer> numbers) {
    String named =
        numbers.stream()
            .limit(PAGES_NAMED)
            .map(String::valueOf)
            .collect(Collectors.joining(", ", numbers.size() == 1 ? "page " : "pages ", ""));
    return numbers.size() > PAGES_NAMED ? named + ", …" : named;
  }
}
