package io.scriptorium.app.job;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.avro.Priority;
import io.scriptorium.producers.job.Schedule;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say when a job's turn comes. */
public final class ScheduleOptions {
  @Option(
      names = "--priority",
      defaultValue = "NORMAL",
      description =
          "Lane of the jobs: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). Each has a share"
              + " of the workers: HIGH is for what somebody waits for, LOW for bulk.")
  private Priority priority;

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Whose jobs these are; tenants share their lane fairly (default: nobody's).")
  private String tenant;

  /** When their turn comes. */
  public Schedule schedule() {
    try {
      return new Schedule(priority, tenant, Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new ActionableException("--tenant: " + e.getMessage(), e);
    }
  }
}
