package io.scriptorium.deploy.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictYamlTest {
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: x
      spec:
        template:
          spec:
            containers:
              - name: x
                resources:
                  limits:
                    memory: 1Gi
      """;

  @Test
  void readsWhatTheTypesKnow() {
    assertThat(StrictYaml.resources(DEPLOYMENT + "---\n" + DEPLOYMENT))
        .hasSize(2)
        .allSatisfy(resource -> assertThat(resource).isInstanceOf(Deployment.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"spec:", "metadata:", "containers:", "limits:", "kind: Deployment"})
  void refusesAMisspeltField(String field) {
    String misspelt = DEPLOYMENT.replaceFirst(field, "x" + field);

    assertThatThrownBy(() -> StrictYaml.resources(misspelt))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAMisspeltFieldOfAStrimziResource() {
    assertThatThrownBy(
            () ->
                StrictYaml.resources(
                    """
                    apiVersion: kafka.strimzi.io/v1
                    kind: KafkaTopic
                    metadata:
                      name: x
                    spec:
                      partition: 6
                    """))
        .hasMessageContaining("partition");
  }

  @Test
  void refusesAMisspeltFieldOfAKedaResource() {
    assertThatThrownBy(
            () ->
                StrictYaml.resources(
                    """
                    apiVersion: keda.sh/v1alpha1
                    kind: ScaledObject
                    metadata:
                      name: x
                    spec:
                      maxReplicas: 6
                    """))
        .hasMessageContaining("maxReplicas");
  }
}
