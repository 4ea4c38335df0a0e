package io.scriptorium.deploy.kustomize;

import java.nio.file.Path;
import java.util.Locale;

/** What is applied to a cluster. */
public enum Overlay {
  DEV,
  PRODUCTION,
  GPU,
  S3;

  /** Its folder. */
  Path folder() {
    return Path.of("overlays", name().toLowerCase(Locale.ROOT));
  }
}
