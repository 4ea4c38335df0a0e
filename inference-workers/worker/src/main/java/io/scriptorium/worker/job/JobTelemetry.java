package io.scriptorium.worker.job;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.scriptorium.engine.task.TaskUsage;
import io.scriptorium.schemas.telemetry.RecordTraces;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.meter.WorkerMeter;

/** What jobs tell of themselves while they run. Safe for use by several threads. */
public final class JobTelemetry {
  private final RecordTraces traces;
  private final Counter retries;
  private final Counter unavailable;
  private final Counter refused;
  private final Counter textTokens;
  private final Counter imageTokens;
  private final Counter outputTokens;
  private final Timer queue;
  private final Timer fetch;
  private final Timer decode;
  private final Timer layout;
  private final Timer model;

  public JobTelemetry(Telemetry telemetry) {
    MeterRegistry meters = telemetry.meters();
    traces = telemetry.traces();
    retries = WorkerMeter.RETRIES.counter(meters);
    unavailable = WorkerMeter.PAYLOAD_FAILURES.counter(meters, "outcome", "unavailable");
    refused = WorkerMeter.PAYLOAD_FAILURES.counter(meters, "outcome", "refused");
    textTokens = WorkerMeter.TOKENS.counter(meters, "kind", "text");
    imageTokens = WorkerMeter.TOKENS.counter(meters, "kind", "image");
    outputTokens = WorkerMeter.TOKENS.counter(meters, "kind", "output");
    queue = WorkerMeter.JOB_STAGE.timer(meters, "stage", "queue");
    fetch = WorkerMeter.JOB_STAGE.timer(meters, "stage", "fetch");
    decode = WorkerMeter.JOB_STAGE.timer(meters, "stage", "decode");
    layout = WorkerMeter.JOB_STAGE.timer(meters, "stage", "layout");
    model = WorkerMeter.JOB_STAGE.timer(meters, "stage", "model");
  }

  /** Begins the span of a part of a job. */
  Span begin(String name, Context job) {
    return traces.span(name, job).startSpan();
  }

  void retried() {
    retries.increment();
  }

  void fetched(Fetched payload) {
    if (payload instanceof Fetched.Unavailable) {
      unavailable.increment();
    } else if (payload instanceof Fetched.Refused) {
      refused.increment();
    }
  }

  void answered(Answer answer) {
    if (answer instanceof Answer.Done done) {
      TaskUsage usage = done.outcome().usage();
      textTokens.increment(usage.textTokens());
      imageTokens.increment(usage.imageTokens());
      outputTokens.increment(usage.outputTokens());
      queue.record(done.effort().queued().plus(usage.queued()));
      fetch.record(done.effort().fetch());
      decode.record(usage.decode());
      layout.record(usage.layout());
      model.record(usage.model());
    }
  }
}
