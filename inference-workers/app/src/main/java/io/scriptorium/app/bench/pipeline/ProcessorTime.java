package io.scriptorium.app.bench.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Processor time of each thread of this process, native ones included, as Linux counts it in {@code
 * /proc/self/task}. Threads are told by their first 15 characters. See proc(5).
 *
 * @param ticks user and system time of each thread by its id, in clock ticks
 */
record ProcessorTime(Map<Long, ThreadTime> ticks) {
  /** Linux reports in hundredths of a second whatever the kernel's own clock is (USER_HZ). */
  private static final double TICKS_A_SECOND = 100;

  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  /** The time taken so far; nothing where the system does not tell. */
  static ProcessorTime now() {
    Map<Long, ThreadTime> ticks = new HashMap<>();
    Path tasks = Path.of("/proc/self/task");
    if (Files.isDirectory(tasks)) {
      try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
        threads.forEach(thread -> add(thread, ticks));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new ProcessorTime(ticks);
  }

  /** Seconds since an earlier moment, by name of thread. */
  Map<String, Double> secondsSince(ProcessorTime earlier) {
    Map<String, Double> seconds = new HashMap<>();
    ticks.forEach(
        (id, time) -> {
          ThreadTime before = earlier.ticks.get(id);
          long taken = time.ticks() - (before == null ? 0 : before.ticks());
          seconds.merge(time.name(), taken / TICKS_A_SECOND, Double::sum);
        });
    return seconds;
  }

  private static void add(Path thread, Map<Long, ThreadTime> ticks) {
    try {
      ticks.put(
          Long.valueOf(String.valueOf(thread.getFileName())),
          ThreadTime.parse(Files.readString(thread.resolve("stat"))));
    } catch (NoSuchFileException e) {
      // It ended meanwhile.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a line of {@code stat} says of a thread. */
  record ThreadTime(String name, long ticks) {
    static ThreadTime parse(String stat) {
      // The name stands in parentheses and may itself contain some; the fields follow the last one.
      int close = stat.lastIndexOf(')');
      String[] fields = stat.substring(close + 2).split(" ", -1);
      return new ThreadTime(
          stat.substring(stat.indexOf('(') + 1, close),
          Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]));
    }
  }
}
