package io.scriptorium.producers.blob;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What S3 and its client say, in Java's terms and one line. A blob or bucket that is not there, and
 * one that is denied to us, stay so; credentials that are missing, wrong or expired, like a store
 * that fails, are nothing that a job could be blamed for.
 */
final class S3Failures {
  private S3Failures() {}

  /** The failure of a request about something. */
  static IOException of(SdkException failure, S3Address about) {
    if (failure instanceof S3Exception answer) {
      return of(answer, about);
    }
    if (failure instanceof AbortedException || Thread.currentThread().isInterrupted()) {
      Thread.currentThread().interrupt();
      return new InterruptedIOException("Interrupted");
    }
    Throwable root = failure;
    while (root.getCause() != null && !(root instanceof S3Credentials.MissingException)) {
      root = root.getCause();
    }
    return new IOException(
        root instanceof S3Credentials.MissingException
            ? "S3: " + root.getMessage()
            : "S3 does not answer: %s: %s"
                .formatted(root.getClass().getSimpleName(), firstLine(root.getMessage())),
        failure);
  }

  private static IOException of(S3Exception answer, S3Address about) {
    AwsErrorDetails details = answer.awsErrorDetails();
    String code = details == null || details.errorCode() == null ? "" : details.errorCode();
    return switch (code) {
      case "NoSuchKey" -> new NoSuchFileException(about.toString(), null, "no such object");
      case "NoSuchBucket" -> new NoSuchFileException(about.toString(), null, "no such bucket");
      case "AccessDenied" ->
          new AccessDeniedException(about.toString(), null, "S3 denies the access");
      default ->
          new IOException(
              "S3 answered %d %s: %s"
                  .formatted(
                      answer.statusCode(),
                      code,
                      firstLine(details == null ? null : details.errorMessage())),
              answer);
    };
  }

  private static String firstLine(@Nullable String text) {
    return String.valueOf(text).lines().findFirst().orElse("");
  }
}
