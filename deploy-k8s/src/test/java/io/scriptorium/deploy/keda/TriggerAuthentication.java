package io.scriptorium.deploy.keda;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/** Credentials of a trigger; the fields of KEDA's type that are used here. */
@Group("keda.sh")
@Version("v1alpha1")
public final class TriggerAuthentication
    extends CustomResource<TriggerAuthentication.Specification, Void> implements Namespaced {
  private static final long serialVersionUID = 1;

  /** Parameters from secrets. */
  public record Specification(List<SecretParameter> secretTargetRef) {}

  /** One key of a secret. */
  public record SecretParameter(String parameter, String name, String key) {}
}
