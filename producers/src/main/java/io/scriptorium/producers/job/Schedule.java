package io.scriptorium.producers.job;

import io.scriptorium.avro.Priority;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * When a job's turn comes.
 *
 * @param priority its lane; each has a share of the workers of its own
 * @param tenant whose job it is; the tenants of a lane share it; empty: nobody's in particular
 * @param deadline after this it is closed with what there is; empty: never
 */
public record Schedule(Priority priority, String tenant, Optional<Instant> deadline) {
  /** What the name of a tenant is made of. */
  public static final Pattern TENANT = Pattern.compile("[A-Za-z0-9._-]{0,100}");

  /** Normal priority, nobody's job, no deadline. */
  public static final Schedule USUAL = new Schedule(Priority.NORMAL, "", Optional.empty());

  public Schedule {
    if (!TENANT.matcher(tenant).matches()) {
      throw new IllegalArgumentException(
          "A tenant has at most 100 letters, digits, dots, hyphens and underscores, unlike '%s'"
              .formatted(tenant));
    }
  }
}
