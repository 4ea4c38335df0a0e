package io.scriptorium.producers.split;

/**
 * A document whose pages can be had one by one, in any order, holding one in memory at a time. For
 * use by one thread.
 */
public interface PageSource extends AutoCloseable {
  /** Pages in the file. */
  int pageCount();

  /**
   * The image of a page.
   *
   * @param number from 1 to {@link #pageCount}
   * @throws SplitException if this page cannot be had; others may
   */
  PageImage page(int number) throws SplitException;

  @Override
  void close();
}
