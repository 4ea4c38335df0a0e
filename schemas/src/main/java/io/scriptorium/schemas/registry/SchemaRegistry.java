package io.scriptorium.schemas.registry;

import io.scriptorium.schemas.SchemaUnavailableException;
import io.scriptorium.schemas.UndecodableRecordException;
import io.scriptorium.schemas.WriterSchemas;
import io.scriptorium.schemas.registry.RegistryClient.Answer;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry that speaks Confluent's API, as Confluent's own and Apicurio's do. A number is
 * asked for once; while the registry does not answer, it is asked again about every second. Safe
 * for use by several threads.
 */
public final class SchemaRegistry implements WriterSchemas {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistry.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);

  /** A number that is unknown now may be known later. */
  private static final Duration UNKNOWN = Duration.ofMinutes(1);

  /** The registry's word for a schema that it does not have. */
  private static final int SCHEMA_NOT_FOUND = 40403;

  private final RegistryAccess access;
  private final RegistryClient client;
  private final Duration patience;
  private final Map<Integer, Lookup> lookups = new ConcurrentHashMap<>();
  private final AtomicBoolean isAway = new AtomicBoolean();

  /**
   * A registry that has not been asked anything yet.
   *
   * @param patience how long {@link #byId} may wait; what is asked goes on meanwhile
   */
  public SchemaRegistry(RegistryAccess access, Duration patience) {
    this.access = access;
    this.client = new RegistryClient(access);
    this.patience = patience;
  }

  /** A question and its answer, good until a time in nanoseconds if it is not for ever. */
  private record Lookup(CompletableFuture<Schema> answer, long asked) {
    boolean isOver(long now) {
      if (!answer.isCompletedExceptionally()) {
        return false;
      }
      Duration lasts = isUnknown() ? UNKNOWN : PAUSE;
      return now - asked > lasts.toNanos();
    }

    private boolean isUnknown() {
      return answer.handle((schema, e) -> isUnknown(e)).join();
    }

    private static boolean isUnknown(Throwable e) {
      return e instanceof UndecodableRecordException
          || e.getCause() instanceof UndecodableRecordException;
    }
  }

  /**
   * Makes sure that a registry answers.
   *
   * @throws SchemaRegistryException if not
   */
  public void requireAnswer() {
    Answer answer = first(client.schemaTypes());
    if (!answer.isOk()) {
      throw new SchemaRegistryException(
          "%s is no schema registry that can be used: %s".formatted(access, answer.inWords()));
    }
  }

  /**
   * Registers a schema, if it is not there yet.
   *
   * @return its number
   * @throws SchemaRegistryException if the registry does not answer, or does not take it
   */
  public int register(String subject, Schema schema) {
    Answer answer = first(client.register(subject, schema.toString()));
    if (!answer.isOk() || !answer.body().path("id").isInt()) {
      throw new SchemaRegistryException(
          "The schema registry at %s does not take the schema of %s: %s"
              .formatted(access, subject, answer.inWords()));
    }
    return answer.body().path("id").asInt();
  }

  private Answer first(CompletableFuture<Answer> asked) {
    try {
      return asked.get(FIRST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new SchemaRegistryException(
          "No schema registry answers at %s (%s)".formatted(access, reason(e)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SchemaRegistryException("Interrupted while asking " + access, e);
    }
  }

  @Override
  public Schema byId(int id) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        long left = Math.max(0, end - System.nanoTime());
        return lookUp(id).answer().get(left, TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UndecodableRecordException unknown) {
          throw unknown;
        }
        awaitNextTry(end, id, e);
      } catch (TimeoutException e) {
        throw unavailable(id, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw unavailable(id, e);
      }
    }
  }

  private void awaitNextTry(long end, int id, Exception cause) {
    if (end - System.nanoTime() < PAUSE.toNanos()) {
      throw unavailable(id, cause);
    }
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(id, e);
    }
  }

  private SchemaUnavailableException unavailable(int id, Exception cause) {
    return new SchemaUnavailableException(
        "The schema registry at %s does not say what schema %d is (%s)"
            .formatted(access, id, reason(cause)));
  }

  private Lookup lookUp(int id) {
    long now = System.nanoTime();
    return lookups.compute(
        id,
        (key, known) ->
            known == null || known.isOver(now) ? new Lookup(ask(id), System.nanoTime()) : known);
  }

  private CompletableFuture<Schema> ask(int id) {
    return client
        .schema(id)
        .thenApply(answer -> schema(id, answer))
        .whenComplete((schema, e) -> noteAnswer(schema == null && !Lookup.isUnknown(e), e));
  }

  /** Says once that the registry is away, and once that it is back. */
  private void noteAnswer(boolean isMissing, Throwable e) {
    if (isAway.compareAndSet(!isMissing, isMissing)) {
      if (isMissing) {
        LOG.warn("registry_away url={} cause={}", access, reason(e));
      } else {
        LOG.warn("registry_back url={}", access);
      }
    }
  }

  private Schema schema(int id, Answer answer) {
    if (answer.isOk()) {
      return parse(id, answer.body().path("schema").asText());
    }
    if (answer.errorCode() == SCHEMA_NOT_FOUND) {
      throw new UndecodableRecordException(
          "Written with schema %d, which the schema registry at %s does not have"
              .formatted(id, access));
    }
    throw new SchemaUnavailableException(answer.inWords());
  }

  private Schema parse(int id, String text) {
    try {
      return new Schema.Parser().parse(text);
    } catch (SchemaParseException e) {
      throw new UndecodableRecordException(
          "Schema %d of the schema registry at %s is no Avro schema by itself: %s"
              .formatted(id, access, e.getMessage()));
    }
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && !(root instanceof ConnectException)) {
      root = root.getCause();
    }
    if (root instanceof TimeoutException || root instanceof HttpTimeoutException) {
      return "no answer in time";
    }
    return root instanceof ConnectException ? "no connection" : String.valueOf(root.getMessage());
  }
}
