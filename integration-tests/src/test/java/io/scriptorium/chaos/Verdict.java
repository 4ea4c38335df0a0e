package io.scriptorium.chaos;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the oracle found, by name.
 *
 * @param lost without an outcome
 * @param duplicated with more than one
 * @param wrong with another one than the right one, or one that should not be
 * @param unresolved blob references that do not lead to their bytes
 * @param behind partitions whose group has not come to their end
 */
record Verdict(
    List<String> lost,
    List<String> duplicated,
    List<String> wrong,
    List<String> unresolved,
    List<String> behind) {
  private static final int SHOWN = 10;

  boolean isGood() {
    return findings().values().stream().allMatch(List::isEmpty);
  }

  private Map<String, List<String>> findings() {
    Map<String, List<String>> findings = new LinkedHashMap<>();
    findings.put("lost", lost);
    findings.put("duplicated", duplicated);
    findings.put("wrong", wrong);
    findings.put("blobs unresolved", unresolved);
    findings.put("partitions behind", behind);
    return findings;
  }

  @Override
  public String toString() {
    return findings().entrySet().stream()
        .map(finding -> finding.getKey() + " " + some(finding.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String some(List<String> names) {
    return names.isEmpty()
        ? "0"
        : "%d %s".formatted(names.size(), names.stream().limit(SHOWN).toList());
  }
}
