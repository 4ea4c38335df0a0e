package io.scriptorium.app.bench.measure;

import io.scriptorium.app.console.Progress;
import java.io.PrintWriter;

/** Tells of whole rounds only: a bar that is drawn meanwhile takes time that is being measured. */
public record RoundProgress(PrintWriter err) implements Progress {
  @Override
  public void update(long done, long total) {}

  @Override
  public void say(String line) {
    err.println(line);
    err.flush();
  }

  @Override
  public void close() {
    err.flush();
  }
}
