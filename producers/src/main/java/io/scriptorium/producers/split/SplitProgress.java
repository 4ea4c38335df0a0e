package io.scriptorium.producers.split;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a document was split, as it stands in the metadata of the committed offset, which is that
 * of the document's own record until all of its pages are out.
 *
 * @param done pages that are out, counted in the order in which they were asked for
 * @param pageCount pages of the file; 0 until it was opened
 * @param tries times that work was taken up here since the last page came out
 */
record SplitProgress(int done, int pageCount, int tries) {
  static final SplitProgress NONE = new SplitProgress(0, 0, 0);

  private static final Pattern FORM =
      Pattern.compile("done=(\\d{1,9});pages=(\\d{1,9});tries=(\\d{1,9})");

  /** The progress that a metadata string tells; none for one that was written by others. */
  static SplitProgress parse(String metadata) {
    Matcher matcher = FORM.matcher(metadata);
    return matcher.matches()
        ? new SplitProgress(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)))
        : NONE;
  }

  String metadata() {
    return "done=%d;pages=%d;tries=%d".formatted(done, pageCount, tries);
  }

  SplitProgress opened(int pages) {
    return new SplitProgress(done, pages, tries);
  }

  SplitProgress pageDone() {
    return new SplitProgress(done + 1, pageCount, 0);
  }

  SplitProgress tried() {
    return new SplitProgress(done, pageCount, tries + 1);
  }

  /** Given up by a splitter that lives: no page brought it down. */
  SplitProgress handedBack() {
    return new SplitProgress(done, pageCount, Math.max(0, tries - 1));
  }
}
