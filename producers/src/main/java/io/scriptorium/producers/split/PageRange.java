package io.scriptorium.producers.split;

import io.scriptorium.avro.FailureReason;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which pages of a document are asked for: {@code 1-3,7,9-} means pages 1 to 3, page 7, and from
 * page 9 to the end; {@code -4} means pages 1 to 4. Pages that the document does not have are left
 * out.
 */
public final class PageRange {
  /** Every page. */
  public static final PageRange ALL = new PageRange("1-", List.of(new Span(1, Integer.MAX_VALUE)));

  private static final Pattern PART = Pattern.compile("(\\d{1,9})?\\s*(-)?\\s*(\\d{1,9})?");

  private final String text;
  private final List<Span> spans;

  private PageRange(String text, List<Span> spans) {
    this.text = text;
    this.spans = spans;
  }

  private record Span(int first, int last) {}

  /** Reads a range; fails with BAD_PAGE_RANGE. */
  public static PageRange parse(String text) throws SplitException {
    List<Span> spans = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      spans.add(span(part.strip(), text));
    }
    return new PageRange(text, List.copyOf(spans));
  }

  /** The pages asked for, ascending, each once; fails with BAD_PAGE_RANGE where there is none. */
  public List<Integer> select(int pageCount) throws SplitException {
    TreeSet<Integer> pages = new TreeSet<>();
    for (Span span : spans) {
      for (int page = span.first; page <= Math.min(span.last, pageCount); page++) {
        pages.add(page);
      }
    }
    if (pages.isEmpty()) {
      throw new SplitException(
          FailureReason.BAD_PAGE_RANGE,
          "None of the pages %s: the document has %d".formatted(text, pageCount));
    }
    return List.copyOf(pages);
  }

  private static Span span(String part, String text) throws SplitException {
    Matcher matcher = PART.matcher(part);
    if (matcher.matches() && !part.isEmpty() && !part.equals("-")) {
      String from = matcher.group(1);
      String to = matcher.group(3);
      int first = from == null ? 1 : Integer.parseInt(from);
      int last =
          to != null ? Integer.parseInt(to) : matcher.group(2) != null ? Integer.MAX_VALUE : first;
      if (first >= 1 && first <= last) {
        return new Span(first, last);
      }
    }
    throw new SplitException(
        FailureReason.BAD_PAGE_RANGE,
        "Not a page range: \"%s\"; write for instance 1-3,7,9-".formatted(shortened(text)));
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
