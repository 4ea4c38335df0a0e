package io.scriptorium.app.console;

import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress for a terminal: a bar in the last line, with rate and time left. */
final class TerminalProgress implements Progress {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Screen screen;
  private final ProgressBar bar;

  TerminalProgress(PrintWriter err, String unit, int columns) {
    screen = new Screen(err, columns);
    bar =
        new ProgressBarBuilder()
            .setTaskName("Reading")
            .setUnit(" " + unit, 1)
            .setInitialMax(0)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(200)
            .setConsumer(screen)
            .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
            .build();
  }

  @Override
  public void update(long done, long total) {
    bar.maxHint(total);
    bar.stepTo(done);
  }

  @Override
  public void say(String line) {
    screen.say(line);
  }

  @Override
  public void close() {
    // The bar draws and closes its consumer some time later, when other lines are out already.
    bar.refresh();
    screen.close();
    bar.close();
  }

  /** The terminal's last line, shared by the bar's thread and by lines that stay. */
  private static final class Screen implements ProgressBarConsumer {
    private final PrintWriter err;
    private final int columns;
    private String shown = "";
    private boolean closed;

    Screen(PrintWriter err, int columns) {
      this.err = err;
      this.columns = columns;
    }

    @Override
    public int getMaxRenderedLength() {
      return columns - 1;
    }

    @Override
    public synchronized void accept(String rendered) {
      if (!closed) {
        shown = rendered;
        err.print(CLEAR_LINE + shown);
        err.flush();
      }
    }

    synchronized void say(String line) {
      err.print(CLEAR_LINE + line + System.lineSeparator() + shown);
      err.flush();
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        err.println();
        err.flush();
      }
    }
  }
}
