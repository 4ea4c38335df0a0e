package io.scriptorium.deploy.keda;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many pods a deployment has; the fields of KEDA's type that are used here. */
@Group("keda.sh")
@Version("v1alpha1")
public final class ScaledObject extends CustomResource<ScaledObject.Specification, Void>
    implements Namespaced {
  private static final long serialVersionUID = 1;

  /** Pods between two numbers, as the triggers ask for. */
  public record Specification(
      Target scaleTargetRef,
      int minReplicaCount,
      int maxReplicaCount,
      int pollingInterval,
      int cooldownPeriod,
      Advanced advanced,
      List<Trigger> triggers) {}

  /** What is scaled, a deployment unless it says otherwise. */
  public record Target(String name) {}

  /** Further settings. */
  public record Advanced(AutoscalerConfig horizontalPodAutoscalerConfig) {}

  /** The autoscaler that KEDA makes. */
  public record AutoscalerConfig(HorizontalPodAutoscalerBehavior behavior) {}

  /** A source of demand. */
  public record Trigger(
      String type,
      String name,
      Map<String, String> metadata,
      @Nullable Reference authenticationRef) {}

  /** A {@link TriggerAuthentication}. */
  public record Reference(String name) {}
}
