package io.scriptorium.observe;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of Prometheus' query language as it takes to see which metrics a query asks for. */
final class PromQl {
  private static final Pattern STRING = Pattern.compile("\"(\\\\.|[^\"\\\\])*\"");
  private static final Pattern LABELS = Pattern.compile("\\{[^}]*}|\\[[^\\]]*]");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\w)(?!\\s*\\()");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

  private PromQl() {}

  /** The metrics of a query. */
  static Set<String> metrics(String query) {
    String bare = STRING.matcher(query).replaceAll("");
    bare = LABELS.matcher(bare).replaceAll(" ");
    bare = GROUPING.matcher(bare).replaceAll(" ");
    Set<String> metrics = new TreeSet<>();
    Matcher name = NAME.matcher(bare);
    while (name.find()) {
      boolean isPartOfNumber =
          name.start() > 0 && Character.isLetterOrDigit(bare.charAt(name.start() - 1));
      if (!isPartOfNumber && !WORDS.contains(name.group())) {
        metrics.add(name.group());
      }
    }
    return metrics;
  }
}
