package io.scriptorium.engine.layout.lines;

import io.scriptorium.engine.image.GrayImage;
import io.scriptorium.engine.layout.LineFinder;
import io.scriptorium.engine.layout.TextLine;
import java.util.List;

/** Finds the lines of a whole page with the detection network: thorough and slow. */
public final class NetworkLineFinder implements LineFinder {
  private final TextDetector detector;

  /**
   * Loads the network, which comes with the classpath.
   *
   * @param threads threads that the network may use for one page
   */
  public NetworkLineFinder(int threads) {
    this.detector = new TextDetector(threads);
  }

  @Override
  public List<TextLine> find(GrayImage page) {
    return NetworkLines.find(detector, page);
  }

  @Override
  public void close() {
    detector.close();
  }
}
