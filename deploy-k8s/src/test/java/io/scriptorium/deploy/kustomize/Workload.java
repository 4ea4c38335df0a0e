package io.scriptorium.deploy.kustomize;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A deployment or stateful set.
 *
 * @param metadata its own
 * @param replicas pods, if it says how many
 * @param selector labels of its pods
 * @param template its pods
 */
public record Workload(
    ObjectMeta metadata,
    Optional<Integer> replicas,
    Map<String, String> selector,
    PodTemplateSpec template) {

  static Workload of(Deployment deployment) {
    return new Workload(
        deployment.getMetadata(),
        Optional.ofNullable(deployment.getSpec().getReplicas()),
        deployment.getSpec().getSelector().getMatchLabels(),
        deployment.getSpec().getTemplate());
  }

  static Workload of(StatefulSet set) {
    return new Workload(
        set.getMetadata(),
        Optional.ofNullable(set.getSpec().getReplicas()),
        set.getSpec().getSelector().getMatchLabels(),
        set.getSpec().getTemplate());
  }

  /** What it is: splitter, worker or assembler. */
  public String component() {
    return metadata.getLabels().getOrDefault("app.kubernetes.io/component", "");
  }

  /** Labels of its pods. */
  public Map<String, String> podLabels() {
    return template.getMetadata().getLabels();
  }

  /** Its pods. */
  public PodSpec pod() {
    return template.getSpec();
  }

  /** The one container. */
  public Container container() {
    if (pod().getContainers().size() != 1) {
      throw new AssertionError(metadata.getName() + " has more than one container");
    }
    return pod().getContainers().get(0);
  }

  /** What Kubernetes waits between SIGTERM and SIGKILL. */
  public Duration gracePeriod() {
    return Duration.ofSeconds(pod().getTerminationGracePeriodSeconds());
  }

  /** Values of fields are given as their paths; those of secrets are not known here. */
  Map<String, String> environment(Function<String, Map<String, String>> configMaps) {
    Map<String, String> environment = new TreeMap<>();
    container().getEnvFrom().stream()
        .filter(from -> from.getConfigMapRef() != null)
        .forEach(from -> environment.putAll(configMaps.apply(from.getConfigMapRef().getName())));
    container()
        .getEnv()
        .forEach(
            variable ->
                environment.put(
                    variable.getName(),
                    variable.getValueFrom() == null
                        ? variable.getValue()
                        : variable.getValueFrom().getFieldRef().getFieldPath()));
    return environment;
  }

  @Override
  public String toString() {
    return metadata.getName();
  }
}
