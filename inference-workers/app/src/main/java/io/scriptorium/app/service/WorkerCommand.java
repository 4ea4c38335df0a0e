package io.scriptorium.app.service;

import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.ClusterOptions;
import io.scriptorium.app.cluster.SourceOptions;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.job.LimitOptions;
import io.scriptorium.app.observe.Observation;
import io.scriptorium.app.observe.ServiceOptions;
import io.scriptorium.app.observe.StallLimits;
import io.scriptorium.app.observe.WorkerHealth;
import io.scriptorium.app.reader.ReaderOptions;
import io.scriptorium.engine.task.TaskRunner;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.schemas.Grant;
import io.scriptorium.schemas.Groups;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.UnusableClusterException;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.job.PartialTexts;
import io.scriptorium.worker.partial.PartialTextFeed;
import io.scriptorium.worker.settings.KafkaAccess;
import io.scriptorium.worker.settings.KafkaAccess.GroupProtocol;
import io.scriptorium.worker.settings.Pace;
import io.scriptorium.worker.settings.Retries;
import io.scriptorium.worker.settings.WorkerSettings;
import io.scriptorium.worker.share.ShareSettings;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.resource.ResourceType;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a worker. */
@Command(
    name = "worker",
    description = "Run a worker: page and image jobs through a model. SIGTERM drains it.")
public final class WorkerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions cluster;
  @Mixin private SourceOptions sources;
  @Mixin private ReaderOptions reader;
  @Mixin private LimitOptions limits;
  @Mixin private ServiceOptions service;

  @Option(
      names = "--delivery",
      defaultValue = "EXACTLY_ONCE",
      description = {
        "How jobs are shared and results delivered: ${COMPLETION-CANDIDATES} (default:"
            + " ${DEFAULT-VALUE}).",
        "SHARE is for more workers than partitions, by a share group (Kafka 4.3), and delivers AT"
            + " LEAST ONCE: a job may be answered twice, two jobs of one idempotency key, too, if"
            + " they come at the same time. Lanes and tenants have no shares, and a job whose"
            + " failure may pass is given back instead of going to a retry topic."
      })
  private Delivery delivery;

  @Option(
      names = "--share-consumers",
      paramLabel = "N",
      description =
          "With --delivery SHARE: members of the group that this worker is, each with one job at a"
              + " time, 2 to 64 (default: "
              + ShareSettings.DEFAULT_CONSUMERS
              + ").")
  private Optional<Integer> shareConsumers = Optional.empty();

  @Option(
      names = "--group",
      paramLabel = "ID",
      description =
          "Group whose members share the jobs (default: "
              + WorkerSettings.DEFAULT_GROUP
              + ", with --delivery SHARE "
              + Groups.SHARE_WORKERS
              + ").")
  private Optional<String> group = Optional.empty();

  @Option(
      names = "--group-protocol",
      defaultValue = "CONSUMER",
      description =
          "How the group agrees on who reads what: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}; CLASSIC for brokers before Kafka 4).")
  private GroupProtocol protocol;

  @Mixin private IntakeOptions intake;
  @Mixin private MemoryOptions memory;

  @Option(
      names = "--partial-text",
      description =
          "Tell text on the topic scriptorium.partial-text while it is read, for those who watch.")
  private boolean partialText;

  @Option(
      names = "--drain-seconds",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "Seconds that work under way may take to finish after SIGTERM (default: ${DEFAULT-VALUE}).")
  private int drainSeconds;

  @Option(
      names = "--handover-seconds",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Seconds that work under way may take to finish when its partition goes to another worker,"
              + " which waits meanwhile (default: ${DEFAULT-VALUE}).")
  private int handoverSeconds;

  @Option(
      names = "--engine-stall-seconds",
      paramLabel = "N",
      defaultValue = "60",
      description =
          "Seconds without a step of an engine that has work after which /health/live fails"
              + " (default: ${DEFAULT-VALUE}).")
  private int engineStallSeconds;

  /** How jobs are shared among workers, and what that means for their results. */
  enum Delivery {
    /** Each partition has one worker; results and offsets leave in transactions. */
    EXACTLY_ONCE(WorkerSettings.DEFAULT_GROUP),
    /** Partitions are shared; a record is acknowledged after its result was written. */
    SHARE(Groups.SHARE_WORKERS);

    private final String group;

    Delivery(String group) {
      this.group = group;
    }
  }

  @Override
  public Integer call() {
    checkDelivery();
    Cluster target = cluster.cluster();
    WorkerSettings settings = settings(target);
    PayloadStore payloads = sources.payloads();
    WorkerHealth health = new WorkerHealth(stallLimits(), Clock.systemUTC());
    Observation observed = Observation.start("scriptorium-worker", service.port(), health.health());
    try {
      target.require(Role.WORKER, needed());
      serve(settings, payloads, health, observed, target.format(Role.WORKER));
    } catch (RuntimeException e) {
      observed.close();
      throw e;
    }
    return CommandLine.ExitCode.OK;
  }

  /** A share group takes no part in transactions; its settings are tried when they are set. */
  private List<Grant> needed() {
    return Role.WORKER.grants(group()).stream()
        .filter(
            grant ->
                delivery == Delivery.EXACTLY_ONCE
                    || grant.resource().resourceType() == ResourceType.TOPIC)
        .toList();
  }

  private StallLimits stallLimits() {
    return new StallLimits(
        service.limits().poll(),
        ServiceOptions.seconds("--engine-stall-seconds", engineStallSeconds));
  }

  private void serve(
      WorkerSettings settings,
      PayloadStore payloads,
      WorkerHealth health,
      Observation observed,
      RecordFormat format) {
    TaskRunner loaded = reader.loadAny(limits.image(), observed.telemetry().meters());
    Optional<PartialTextFeed> texts;
    Worker worker;
    try {
      texts = texts(settings, observed, format);
      worker =
          start(
              settings,
              loaded,
              new Worker.Surroundings(
                  payloads,
                  observed.telemetry(),
                  format,
                  texts.<PartialTexts>map(feed -> feed).orElse(PartialTexts.NONE)));
    } catch (KafkaException | UnusableClusterException | IllegalArgumentException e) {
      loaded.close();
      throw new ActionableException("The worker cannot start: " + e.getMessage(), e);
    }
    health.watch(worker::vitals, loaded::engines);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "worker ready: %s on %s, group %s%s%s"
            .formatted(
                loaded.model().name(),
                settings.kafka().bootstrapServers(),
                group(),
                delivery == Delivery.SHARE ? " (a share group, at least once)" : "",
                observed.where()));
    out.flush();
    new RunningService(
            "worker",
            () -> {
              worker.close();
              texts.ifPresent(PartialTextFeed::close);
              loaded.close();
              observed.close();
            },
            worker.stopped())
        .await();
  }

  private Worker start(WorkerSettings settings, TaskRunner loaded, Worker.Surroundings around) {
    return switch (delivery) {
      case EXACTLY_ONCE -> Worker.start(settings, loaded, around);
      case SHARE -> Worker.startSharing(settings, consumers(), loaded, around);
    };
  }

  private String group() {
    return group.orElse(delivery.group);
  }

  private int consumers() {
    return shareConsumers.orElse(ShareSettings.DEFAULT_CONSUMERS);
  }

  /** What would have no effect is refused, before anybody relies on it. */
  private void checkDelivery() {
    if (delivery == Delivery.EXACTLY_ONCE && shareConsumers.isPresent()) {
      throw new ActionableException("--share-consumers goes with --delivery SHARE alone");
    }
    if (delivery == Delivery.SHARE && intake.hasShares()) {
      throw new ActionableException(
          "Workers of a share group take jobs as the broker gives them: --lane-shares and"
              + " --tenant-shares do not go with --delivery SHARE");
    }
    if (delivery == Delivery.SHARE && protocol == GroupProtocol.CLASSIC) {
      throw new ActionableException(
          "Share groups have a protocol of their own: --group-protocol CLASSIC does not go with"
              + " --delivery SHARE");
    }
  }

  private Optional<PartialTextFeed> texts(
      WorkerSettings settings, Observation observed, RecordFormat format) {
    return partialText
        ? Optional.of(PartialTextFeed.open(settings.kafka(), format, observed.telemetry().meters()))
        : Optional.empty();
  }

  private WorkerSettings settings(Cluster target) {
    try {
      return new WorkerSettings(
          new KafkaAccess(target.bootstrapServers(), group(), protocol, target.properties()),
          intake.limits(limits.image().maxBytes()),
          Retries.DEFAULT,
          Pace.DEFAULT.with(Duration.ofSeconds(handoverSeconds), Duration.ofSeconds(drainSeconds)),
          memory.memory());
    } catch (IllegalArgumentException e) {
      throw new ActionableException(String.valueOf(e.getMessage()), e);
    }
  }
}
