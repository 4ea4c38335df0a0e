package io.scriptorium.worker.recall;

import io.scriptorium.avro.Payload;
import io.scriptorium.avro.Sampling;
import io.scriptorium.avro.Task;
import io.scriptorium.worker.job.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Tells jobs that have the same answer by one digest: of their content, of all that their task
 * says, of the model, and of the tenant, since to know a digest is not to have the content. Safe
 * for use by several threads.
 */
public final class Fingerprints {
  /** To be raised when the same model comes to answer otherwise. */
  private static final String VERSION = "1";

  private final String model;

  /**
   * Digests for jobs of a model.
   *
   * @param model which one, with whatever its answers depend on
   */
  public Fingerprints(String model) {
    this.model = model;
  }

  /** The digest of a job, 64 hexadecimal digits; empty if its answer is another each time. */
  public Optional<String> of(Job job) {
    Sampling sampling = job.task().getSampling();
    boolean isRandom =
        sampling != null && sampling.getTemperature() > 0 && sampling.getSeed() == null;
    if (isRandom) {
      return Optional.empty();
    }
    MessageDigest digest = sha256();
    add(digest, VERSION);
    add(digest, model);
    add(digest, job.getClass().getSimpleName());
    add(digest, job.tenant());
    job.payloads().forEach(payload -> add(digest, content(payload)));
    add(digest, bytes(job.task()));
    return Optional.of(HexFormat.of().formatHex(digest.digest()));
  }

  /** The digest of the content; that of a reference is checked when it is read, if it ever is. */
  private static String content(Payload payload) {
    ByteBuffer content = payload.getContent();
    if (content == null) {
      return payload.getReference().getSha256();
    }
    MessageDigest digest = sha256();
    digest.update(content.duplicate());
    return HexFormat.of().formatHex(digest.digest());
  }

  private static ByteBuffer bytes(Task task) {
    try {
      return Task.getEncoder().encode(task);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(MessageDigest digest, String part) {
    add(digest, StandardCharsets.UTF_8.encode(part));
  }

  /** With its length, so that no two lists of parts look alike. */
  private static void add(MessageDigest digest, ByteBuffer part) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.remaining()).flip());
    digest.update(part);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
