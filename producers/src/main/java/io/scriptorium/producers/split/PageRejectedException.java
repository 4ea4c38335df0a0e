package io.scriptorium.producers.split;

/** Carries a page's failure out of PDFBox, which goes on after checked exceptions. */
final class PageRejectedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final SplitException reason;

  PageRejectedException(SplitException reason) {
    super(reason);
    this.reason = reason;
  }

  SplitException reason() {
    return reason;
  }
}
