package io.scriptorium.engine.layout;

import io.scriptorium.engine.image.GrayImage;
import java.util.List;

/** Finds the text lines of a page. Implementations may be called by several threads at once. */
public interface LineFinder extends AutoCloseable {
  /** The text lines of a page, in no particular order; empty for a blank page. */
  List<TextLine> find(GrayImage page);

  @Override
  default void close() {}
}
