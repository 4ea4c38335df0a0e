package io.scriptorium.chaos;

import io.scriptorium.chaos.Input.Document;
import io.scriptorium.chaos.Input.Image;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What came of each input, as one reader sees it. Safe for use by several threads. */
final class Outcomes {
  private final Map<String, Tally> tallies = new LinkedHashMap<>();
  private final Map<String, Integer> letters = new HashMap<>();
  private final List<String> deadly;
  private final List<String> unexpected = new ArrayList<>();
  private int answered;

  /** Nothing so far. */
  Outcomes(Inputs inputs) {
    for (Image image : inputs.images()) {
      tallies.put(image(image.jobId()), new Tally(image.text()));
    }
    for (Document document : inputs.documents()) {
      for (int page = 1; page <= document.pages().size(); page++) {
        tallies.put(
            page(document.jobId(), page), new Tally(Optional.of(document.pages().get(page - 1))));
      }
      tallies.put(document(document.jobId()), new Tally(Optional.of(document.text())));
    }
    deadly =
        inputs.images().stream().filter(image -> image.text().isEmpty()).map(Image::jobId).toList();
  }

  /** What is to come of something, and what came. */
  private static final class Tally {
    private final Optional<String> expected;
    private int outcomes;
    private boolean isWrong;

    Tally(Optional<String> expected) {
      this.expected = expected;
    }
  }

  static String image(String jobId) {
    return jobId;
  }

  static String page(String jobId, int page) {
    return jobId + " page " + page;
  }

  static String document(String jobId) {
    return jobId + " as a whole";
  }

  /**
   * Notes an outcome.
   *
   * @param what as {@link #image}, {@link #page} or {@link #document} call it
   * @param text that was read; empty: it failed
   */
  synchronized void note(String what, Optional<String> text) {
    Tally tally = tallies.get(what);
    if (tally == null) {
      unexpected.add("a result of " + what);
      return;
    }
    tally.outcomes++;
    if (tally.outcomes == 1) {
      answered++;
    }
    if (!tally.expected.equals(text)) {
      tally.isWrong = true;
    }
  }

  /** Notes a dead letter. */
  synchronized void noteLetter(String jobId, String reason) {
    if (letters.merge(jobId, 1, Integer::sum) > 1 || !deadly.contains(jobId)) {
      unexpected.add("a dead letter of %s: %s".formatted(jobId, reason));
    }
  }

  /** Outcomes to come. */
  synchronized int asked() {
    return tallies.size();
  }

  /** Outcomes that have come, repeated ones counted once. */
  synchronized int answered() {
    return answered;
  }

  /** Whether every outcome has come, and the dead letters that go with some. */
  synchronized boolean isComplete() {
    return answered == tallies.size() && letters.keySet().containsAll(deadly);
  }

  /** What is without an outcome, or a dead letter that should have one. */
  synchronized List<String> lost() {
    List<String> lost = new ArrayList<>(which(tally -> tally.outcomes == 0));
    deadly.stream()
        .filter(jobId -> !letters.containsKey(jobId))
        .map(jobId -> "the dead letter of " + jobId)
        .forEach(lost::add);
    return lost;
  }

  /** What has more than one outcome. */
  synchronized List<String> duplicated() {
    return which(tally -> tally.outcomes > 1);
  }

  /** What has another outcome than the right one, and what should not be there at all. */
  synchronized List<String> wrong() {
    List<String> wrong = new ArrayList<>(which(tally -> tally.isWrong));
    wrong.addAll(unexpected);
    return wrong;
  }

  private List<String> which(Predicate<Tally> property) {
    return tallies.entrySet().stream()
        .filter(entry -> property.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
