package io.scriptorium.producers.blob;

import java.io.IOException;

/** A job names a source that jobs may not name. */
public final class ForbiddenSourceException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param why continues a sentence that begins with the address
   */
  ForbiddenSourceException(String address, String why) {
    super("%s %s".formatted(Addresses.shown(address), why));
  }
}
