package io.scriptorium.chaos;

import java.util.Optional;

/** A plain image with a Java 17. */
final class JreImage {
  private static final String PUBLISHED = "eclipse-temurin:17-jre";

  private JreImage() {}

  /** The one that {@code SCRIPTORIUM_JRE_IMAGE} names, else the published one. */
  static String name() {
    return Optional.ofNullable(System.getenv("SCRIPTORIUM_JRE_IMAGE")).orElse(PUBLISHED);
  }
}
