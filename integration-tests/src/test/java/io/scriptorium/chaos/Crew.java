package io.scriptorium.chaos;

import java.util.ArrayList;
import java.util.List;

/** Parts with the same work. One that ended is started again by whoever looks after them. */
final class Crew {
  private final Host host;
  private final String name;
  private final Recipe recipe;
  private final List<Part> parts = new ArrayList<>();
  private int started;

  /**
   * A crew without members.
   *
   * @param name what one of them is called
   */
  Crew(Host host, String name, Recipe recipe) {
    this.host = host;
    this.name = name;
    this.recipe = recipe;
  }

  /** What a member runs. */
  @FunctionalInterface
  interface Recipe {
    /**
     * A program.
     *
     * @param seat the member's number, the same when it is started again
     * @param name its own
     */
    Program program(int seat, String name);
  }

  void start(int count) {
    for (int seat = 0; seat < count; seat++) {
      parts.add(startOne(seat));
    }
  }

  String name() {
    return name;
  }

  int count() {
    return parts.size();
  }

  Part get(int seat) {
    return parts.get(seat);
  }

  /** Starts one that is gone anew. */
  void restart(int seat) {
    parts.set(seat, startOne(seat));
  }

  /** Starts each that is gone anew, and says how many there were. */
  int restartDead() {
    int dead = 0;
    for (int seat = 0; seat < parts.size(); seat++) {
      if (!parts.get(seat).isAlive()) {
        restart(seat);
        dead++;
      }
    }
    return dead;
  }

  /**
   * One more, which whoever asks for it ends.
   *
   * @param number from 0
   */
  Part join(int number) {
    return startOne(parts.size() + number);
  }

  private Part startOne(int seat) {
    return host.start(recipe.program(seat, "%s-%03d".formatted(name, started++)));
  }
}
