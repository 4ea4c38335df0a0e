package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.console.Interruption;
import io.scriptorium.app.console.Progress;

/**
 * The person at the terminal.
 *
 * @param progress tells them how far a part is
 * @param interruption tells when they want it to end
 */
record Watch(Progress progress, Interruption interruption) {
  boolean ends() {
    return interruption.isRequested();
  }

  /** For what runs within a round: passes on its lines, but not how far it is. */
  Progress withinRound() {
    return new WithinRound(progress);
  }

  /** A bar that is drawn meanwhile takes time that is being measured. */
  private record WithinRound(Progress rounds) implements Progress {
    @Override
    public void update(long done, long total) {}

    @Override
    public void say(String line) {
      rounds.say(line);
    }

    @Override
    public void close() {}
  }
}
