package io.scriptorium.schemas;

import static io.scriptorium.schemas.Grant.ofGroup;
import static io.scriptorium.schemas.Grant.on;
import static io.scriptorium.schemas.Grant.topics;
import static io.scriptorium.schemas.Topics.ATTEMPTS;
import static io.scriptorium.schemas.Topics.CANCELLATIONS;
import static io.scriptorium.schemas.Topics.DEAD_LETTERS;
import static io.scriptorium.schemas.Topics.DOCUMENT_LANES;
import static io.scriptorium.schemas.Topics.DOCUMENT_MANIFESTS;
import static io.scriptorium.schemas.Topics.DOCUMENT_RESULTS;
import static io.scriptorium.schemas.Topics.IDEMPOTENCY_CLAIMS;
import static io.scriptorium.schemas.Topics.IMAGE_LANES;
import static io.scriptorium.schemas.Topics.IMAGE_RESULTS;
import static io.scriptorium.schemas.Topics.JOB_STATUS;
import static io.scriptorium.schemas.Topics.PAGE_LANES;
import static io.scriptorium.schemas.Topics.PAGE_RESULTS;
import static io.scriptorium.schemas.Topics.PARTIAL_TEXT;
import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourcePattern;

/**
 * Who uses the cluster, and the least that each must be allowed there: the access catalogue beside
 * the {@linkplain Topics topic catalogue}.
 */
public enum Role {
  /** Documents become page jobs and a manifest; a page that cannot be rendered, a failed result. */
  SPLITTER,
  /**
   * Page and image jobs become results; those that failed wait in lanes of retries. Jobs go back to
   * their topics where they belong on another partition; results are read to answer the same again.
   */
  WORKER,
  /** Page results become documents. Kafka Streams keeps its state in topics of its own. */
  ASSEMBLER,
  /** Submits jobs and follows them. */
  SUBMITTER,
  /** Looks up what became of jobs; belongs to no group. */
  READER,
  /**
   * Looks into dead letters and submits their originals again, to whatever topic they came from.
   */
  OPERATOR,
  /** Starts the first worker when jobs lie there that the workers' group has not finished. */
  SCALER;

  /** Name of the user on the cluster, e.g. {@code scriptorium-worker}. */
  public String user() {
    return "scriptorium-" + name().toLowerCase(Locale.ROOT);
  }

  /** What it may do. */
  public List<Grant> grants() {
    return grants(Groups.WORKERS);
  }

  /** What it may do beside that as a member of a share group, whose settings its members set. */
  public List<Grant> sharing() {
    return sharing(Groups.SHARE_WORKERS);
  }

  /** The same where that group has another name. */
  public List<Grant> sharing(String group) {
    return this == WORKER ? List.of(on(GROUP, group, READ, ALTER_CONFIGS)) : List.of();
  }

  /** The same where the workers' group has another name. */
  public List<Grant> grants(String workers) {
    return switch (this) {
      case SPLITTER ->
          all(
              lanes(READ, DOCUMENT_LANES),
              topics(READ, CANCELLATIONS),
              topics(WRITE, DOCUMENT_MANIFESTS),
              lanes(WRITE, PAGE_LANES),
              topics(WRITE, PAGE_RESULTS, DEAD_LETTERS),
              transactionsOf(Groups.SPLITTER));
      case WORKER ->
          all(
              lanes(READ, PAGE_LANES, IMAGE_LANES),
              lanes(WRITE, PAGE_LANES, IMAGE_LANES),
              topics(READ, CANCELLATIONS, IDEMPOTENCY_CLAIMS, ATTEMPTS),
              topics(READ, PAGE_RESULTS, IMAGE_RESULTS),
              topics(WRITE, PAGE_RESULTS, IMAGE_RESULTS, PARTIAL_TEXT),
              topics(WRITE, DEAD_LETTERS, IDEMPOTENCY_CLAIMS, ATTEMPTS),
              retryLanes(READ, WRITE),
              transactionsOf(workers));
      case ASSEMBLER ->
          all(
              topics(READ, DOCUMENT_MANIFESTS, PAGE_RESULTS),
              topics(WRITE, DOCUMENT_RESULTS, JOB_STATUS, DEAD_LETTERS),
              transactionsOf(Groups.ASSEMBLER),
              List.of(ofGroup(TOPIC, Groups.ASSEMBLER, READ, WRITE, CREATE)));
      case SUBMITTER ->
          all(lanes(WRITE, DOCUMENT_LANES, IMAGE_LANES), topics(WRITE, CANCELLATIONS), following());
      case READER -> following();
      case OPERATOR ->
          all(
              topics(READ, DEAD_LETTERS),
              lanes(WRITE, DOCUMENT_LANES, PAGE_LANES, IMAGE_LANES),
              topics(WRITE, DOCUMENT_MANIFESTS, PAGE_RESULTS),
              retryLanes(WRITE));
      case SCALER ->
          all(
              lanes(DESCRIBE, PAGE_LANES, IMAGE_LANES),
              retryLanes(DESCRIBE),
              List.of(on(GROUP, workers, DESCRIBE)));
    };
  }

  /** Membership in a group whose offsets are committed by the transactions of its producers. */
  private static List<Grant> transactionsOf(String group) {
    return List.of(on(GROUP, group, READ), ofGroup(TRANSACTIONAL_ID, group, WRITE));
  }

  private static List<Grant> lanes(AclOperation operation, JobLanes<?>... kinds) {
    return Arrays.stream(kinds)
        .flatMap(kind -> topics(operation, kind.all().toArray(Topic<?>[]::new)).stream())
        .toList();
  }

  private static List<Grant> retryLanes(AclOperation... operations) {
    return Topics.RETRY_LANES.stream()
        .map(lane -> on(TOPIC, lane.topic().name(), operations))
        .toList();
  }

  private static List<Grant> following() {
    return all(
        lanes(READ, DOCUMENT_LANES, PAGE_LANES),
        topics(READ, PAGE_RESULTS, PARTIAL_TEXT, JOB_STATUS, DOCUMENT_RESULTS, IMAGE_RESULTS));
  }

  @SafeVarargs
  private static List<Grant> all(List<Grant>... parts) {
    Map<ResourcePattern, Set<AclOperation>> all = new LinkedHashMap<>();
    for (List<Grant> part : parts) {
      for (Grant grant : part) {
        all.computeIfAbsent(grant.resource(), resource -> new TreeSet<>())
            .addAll(grant.operations());
      }
    }
    return all.entrySet().stream()
        .map(entry -> new Grant(entry.getKey(), entry.getValue()))
        .toList();
  }
}
