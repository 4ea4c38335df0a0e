package io.scriptorium.app.output;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Names of result files, each given out once. A document's name is that of its file without folders
 * and extension; a second one of the same name gets {@code -2}, the next {@code -3}. Names that
 * differ only in case count as the same, since some file systems think so.
 */
public final class OutputNames {
  /** Names given out, in lower case, with the number to try next for each. */
  private final Map<String, Integer> next = new HashMap<>();

  /**
   * A name for the results of a document that nobody else has got.
   *
   * @param document name of the document as it was given, folders included
   */
  public String claim(String document) {
    String stem = stem(document);
    String name = stem;
    int number = next.getOrDefault(key(stem), 1);
    while (next.containsKey(key(name))) {
      number++;
      name = stem + "-" + number;
    }
    next.put(key(name), 1);
    next.put(key(stem), number);
    return name;
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String stem(String document) {
    String file = document.substring(document.replace('\\', '/').lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    String stem = dot > 0 ? file.substring(0, dot) : file;
    return stem.isBlank() || stem.equals(".") || stem.equals("..") ? "document" : stem;
  }
}
