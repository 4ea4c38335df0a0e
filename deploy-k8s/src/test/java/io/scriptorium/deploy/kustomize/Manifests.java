package io.scriptorium.deploy.kustomize;

import static org.junit.jupiter.api.Assumptions.abort;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What an overlay applies to a cluster.
 *
 * @param resources in Kustomize's order
 */
public record Manifests(List<HasMetadata> resources) {
  private static final Map<Overlay, Manifests> RENDERED = new ConcurrentHashMap<>();

  /** Renders an overlay; the test is skipped where there is no Kustomize on the PATH. */
  public static Manifests of(Overlay overlay) {
    Kustomize kustomize = kustomize();
    return RENDERED.computeIfAbsent(
        overlay, wanted -> new Manifests(StrictYaml.resources(kustomize.render(wanted.folder()))));
  }

  /** The same with one more component. */
  public static Manifests of(Overlay overlay, String component) {
    Kustomize kustomize = kustomize();
    Path folder = Path.of("target", "kustomize", overlay.folder().getFileName() + "-" + component);
    String up = "../../../";
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("kustomization.yaml"),
          """
          apiVersion: kustomize.config.k8s.io/v1beta1
          kind: Kustomization
          resources: [%s]
          components: [%s]
          """
              .formatted(up + overlay.folder(), up + "components/" + component));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Manifests(StrictYaml.resources(kustomize.render(folder)));
  }

  private static Kustomize kustomize() {
    return Kustomize.find()
        .orElseGet(() -> abort("neither kustomize nor kubectl is on the PATH: not rendered"));
  }

  /** All resources of a type. */
  public <T extends HasMetadata> List<T> all(Class<T> type) {
    return resources.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The one of a name. */
  public <T extends HasMetadata> T one(Class<T> type, String name) {
    return find(type, name)
        .orElseThrow(
            () -> new AssertionError("No %s named %s".formatted(type.getSimpleName(), name)));
  }

  /** The one of a name, if there is one. */
  public <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
    return all(type).stream()
        .filter(resource -> resource.getMetadata().getName().equals(name))
        .findFirst();
  }

  /** Splitter, worker and assembler. */
  public List<Workload> workloads() {
    return Stream.concat(
            all(Deployment.class).stream().map(Workload::of),
            all(StatefulSet.class).stream().map(Workload::of))
        .toList();
  }

  /** One of them, by its component's name. */
  public Workload workload(String component) {
    return workloads().stream()
        .filter(workload -> workload.component().equals(component))
        .findFirst()
        .orElseThrow();
  }

  /** Environment of a workload's container as its process sees it. */
  public Map<String, String> environment(Workload workload) {
    return workload.environment(name -> one(ConfigMap.class, name).getData());
  }
}
