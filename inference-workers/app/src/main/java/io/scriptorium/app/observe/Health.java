package io.scriptorium.app.observe;

import java.util.Optional;

/**
 * What a service answers when it is asked how it is.
 *
 * @param startup whether it has begun to work; until then the others are not asked
 * @param ready whether it takes new work
 * @param live whether it gets on; if not, only a restart helps
 */
public record Health(Check startup, Check ready, Check live) {

  /** One question. Asked on any thread; answers at once. */
  @FunctionalInterface
  public interface Check {
    /** What is wrong, in one line; empty if nothing is. */
    Optional<String> problem();
  }
}
