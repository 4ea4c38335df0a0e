package io.scriptorium.worker.meter;

import io.scriptorium.schemas.telemetry.ServiceMeter;

/** What a worker measures, beside its engines and Kafka's clients. */
public enum WorkerMeter implements ServiceMeter {
  PENDING_JOBS(
      "pending.jobs",
      "",
      "Jobs of the assigned partitions that are not finished: on the topic, waiting or in flight"),
  WAITING_JOBS("waiting.jobs", "", "Jobs taken and not begun, by lane"),
  WAITING_TENANTS("waiting.tenants", "", "Tenants of which jobs wait to be chosen, by lane"),
  UNDECIDED(
      "undecided", "records", "Times that a record had to wait for the schema registry to answer"),
  BEGUN_TOKENS("begun", "tokens", "Tokens of the jobs begun, as estimated beforehand, by lane"),
  IN_FLIGHT_JOBS("in.flight.jobs", "", "Jobs under way"),
  IN_FLIGHT_TOKENS("in.flight.tokens", "", "Tokens of the jobs under way, as estimated beforehand"),
  IN_FLIGHT_BYTES("in.flight", "bytes", "Payload bytes of the jobs under way"),
  CONSUMER_LAG("consumer.lag", "records", "Records of the assigned partitions not taken yet"),
  ASSIGNED_PARTITIONS("assigned.partitions", "", "Partitions that the group gave to this worker"),
  COMMIT("commit", "", "Time of committed transactions"),
  COMMITS_ABORTED("commits.aborted", "", "Transactions aborted or of unknown outcome"),
  RESULTS("results", "", "Outcomes of records, as committed"),
  REMEMBERED_KEYS("remembered.keys", "", "Idempotency keys of which it is known who answers"),
  DEAD_LETTERS("dead.letters", "", "Dead letters, as committed"),
  RESULT_STORE_LOOKUPS(
      "result.store.lookups", "", "Jobs looked up in the result store, by outcome: hit or miss"),
  REMEMBERED_RESULTS(
      "remembered.results", "", "Results from which the same jobs are answered again"),
  RESULT_STORE_BYTES("result.store", "bytes", "What the remembered results take"),
  LATE_RESULTS("late.results", "", "Answers dropped because their partition had gone"),
  RETRIES("retries", "", "Tries of jobs after their first by this worker, without a retry topic"),
  PAYLOAD_FAILURES(
      "payload.failures",
      "",
      "Payloads that could not be had, by outcome: unavailable, which may pass, or refused"),
  TOKENS("tokens", "", "Tokens of answered jobs, by kind: text or image (prompt), or output"),
  PARTIAL_TEXTS(
      "partial.texts",
      "",
      "Pieces of text told while they are read, by outcome: sent, or dropped: refused, or left by a worker that ended"),
  JOB_STAGE("job.stage", "", "Time of answered jobs by stage: queue, fetch, decode, layout, model");

  private final String id;
  private final String unit;
  private final String description;

  WorkerMeter(String name, String unit, String description) {
    this.id = "scriptorium.worker." + name;
    this.unit = unit;
    this.description = description;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String unit() {
    return unit;
  }

  @Override
  public String description() {
    return description;
  }
}
