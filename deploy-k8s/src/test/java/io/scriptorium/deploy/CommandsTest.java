package io.scriptorium.deploy;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.app.Main;
import io.scriptorium.app.console.EnvironmentSettings;
import io.scriptorium.assembler.Assembler;
import io.scriptorium.deploy.kustomize.Manifests;
import io.scriptorium.deploy.kustomize.Overlay;
import io.scriptorium.deploy.kustomize.Workload;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.producers.split.SplitterStage;
import io.scriptorium.worker.Worker;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Manifests and command line agree. */
class CommandsTest {
  /** What the probes need; where the commands serve no health, it is not held against them. */
  private static final String METRICS_PORT = "SCRIPTORIUM_METRICS_PORT";

  private static final Duration MARGIN = Duration.ofSeconds(10);

  @ParameterizedTest
  @EnumSource
  void containersRunACommandThatTakesTheirVariables(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    for (Workload workload : manifests.workloads()) {
      Map<String, String> environment = settings(workload, manifests);
      Set<String> options =
          parsed(workload, environment).commandSpec().options().stream()
              .map(EnvironmentSettings::key)
              .collect(toSet());

      assertThat(workload.container().getArgs()).containsExactly(workload.component());
      assertThat(workload.container().getCommand()).isEmpty();
      assertThat(options).containsAll(environment.keySet());
    }
  }

  @ParameterizedTest
  @EnumSource
  void filesOfSettingsAreMounted(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    for (Workload workload : manifests.workloads()) {
      manifests.environment(workload).values().stream()
          .map(value -> value.replaceFirst("^file://", ""))
          .filter(value -> value.startsWith("/"))
          .forEach(
              path ->
                  assertThat(workload.container().getVolumeMounts())
                      .anyMatch(mount -> (path + "/").startsWith(mount.getMountPath() + "/")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void gracePeriodsCoverTheDrain(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    Workload worker = manifests.workload("worker");
    Duration drain =
        Duration.ofSeconds(
            parsed(worker, settings(worker, manifests))
                .matchedOptionValue("--drain-seconds", defaultDrainSeconds(worker, manifests)));

    assertThat(worker.gracePeriod())
        .isGreaterThanOrEqualTo(drain.plus(Worker.CLOSING).plus(MARGIN));
    assertThat(manifests.workload("assembler").gracePeriod())
        .isGreaterThanOrEqualTo(Assembler.DRAIN.plus(MARGIN));
    assertThat(manifests.workload("splitter").gracePeriod())
        .isGreaterThanOrEqualTo(SplitterStage.CLOSING.plus(MARGIN));
  }

  @ParameterizedTest
  @EnumSource
  void allWorkersComputeInTheSameNumbers(Overlay overlay) {
    Manifests manifests = Manifests.of(overlay);
    Workload worker = manifests.workload("worker");
    ComputeType numbers =
        parsed(worker, settings(worker, manifests)).commandSpec().findOption("--dtype").getValue();

    assertThat(numbers).as("numbers that no pod decides by itself").isNotEqualTo(ComputeType.AUTO);
  }

  private static int defaultDrainSeconds(Workload worker, Manifests manifests) {
    return Objects.requireNonNull(
        parsed(worker, settings(worker, manifests))
            .commandSpec()
            .findOption("--drain-seconds")
            .getValue());
  }

  private static Map<String, String> settings(Workload workload, Manifests manifests) {
    Map<String, String> settings = new TreeMap<>(manifests.environment(workload));
    boolean servesHealth =
        Objects.requireNonNull(
                Main.commandLine(Map.of()).getSubcommands().get(workload.component()))
            .getCommandSpec()
            .optionsMap()
            .containsKey("--metrics-port");
    if (!servesHealth) {
      settings.remove(METRICS_PORT);
    }
    return settings;
  }

  /** The container's command line; picocli refuses what no option takes. */
  private static ParseResult parsed(Workload workload, Map<String, String> environment) {
    CommandLine root = Main.commandLine(environment);
    ParseResult result = root.parseArgs(workload.container().getArgs().toArray(new String[0]));
    new EnvironmentSettings(environment).refuseUnknown(root);
    return result.subcommand();
  }
}
