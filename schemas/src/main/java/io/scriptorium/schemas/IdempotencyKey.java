package io.scriptorium.schemas;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What makes several submissions one: the same key of the same tenant.
 *
 * @param tenant without a slash
 * @param key the submitter's own
 */
public record IdempotencyKey(String tenant, String key) {
  /** Longest key in characters. */
  public static final int MAX_LENGTH = 255;

  /** The key as it stands in records, {@code tenant/key}. */
  public String text() {
    return tenant + "/" + key;
  }

  /** The same as bytes of a record's key, by which all of one key lie on one partition. */
  public byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  /** The id of the job that has it, for submitters that have no id of their own. */
  public String jobId() {
    return UUID.nameUUIDFromBytes(bytes()).toString();
  }
}
