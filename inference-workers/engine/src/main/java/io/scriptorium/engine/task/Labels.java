package io.scriptorium.engine.task;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Texts that a LABEL task chooses from.
 *
 * @param texts no two alike; empty for other tasks, and where the model has classes of its own
 */
public record Labels(List<String> texts) {
  private static final int MOST = 1_000;
  private static final int MOST_CHARACTERS = 1_000;
  private static final String PLACE = "{}";

  /** Nothing to choose from. */
  public static final Labels NONE = new Labels(List.of());

  /**
   * @throws IllegalArgumentException with one line for a person if they cannot be chosen from
   */
  public Labels {
    texts = List.copyOf(texts);
    if (texts.size() > MOST
        || texts.stream().anyMatch(it -> it.isBlank() || it.length() > MOST_CHARACTERS)) {
      throw new IllegalArgumentException(
          "There are at most %,d labels, of 1 to %,d characters".formatted(MOST, MOST_CHARACTERS));
    }
    HashSet<String> known = new HashSet<>();
    for (String text : texts) {
      if (!known.add(text)) {
        throw new IllegalArgumentException("The label \"%s\" is there twice".formatted(text));
      }
    }
  }

  /**
   * Checks them against what else a task says.
   *
   * @param words in which {@code {}} stands for a label
   * @throws IllegalArgumentException with one line for a person if they contradict each other
   */
  public void require(TaskKind kind, Optional<String> words) {
    if (kind != TaskKind.LABEL) {
      if (!texts.isEmpty()) {
        throw new IllegalArgumentException("No labels belong to a task %s".formatted(kind));
      }
      return;
    }
    if (words.isPresent() && !words.get().contains(PLACE)) {
      throw new IllegalArgumentException(
          "The prompt of a LABEL task has a place %s for the label".formatted(PLACE));
    }
  }

  /** What is put to the model for each: the words with the label in its place, or it alone. */
  List<String> within(Optional<String> words) {
    return words
        .map(around -> texts.stream().map(text -> around.replace(PLACE, text)).toList())
        .orElse(texts);
  }
}
