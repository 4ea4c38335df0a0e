package io.scriptorium.engine.layout.lines;

import java.util.Arrays;

/**
 * The 8-connected components of a bitmap, each as its horizontal runs of ink from top to bottom.
 *
 * <p>One pass over the rows joins each run with those it touches in the row above (union-find over
 * runs, the lower number being the parent); a counting sort then lays the runs of each component
 * side by side:
 *
 * <pre>
 *   runs   y, start, end (exclusive)   | component 0 | component 1 | ...
 *   from   index of the first run      0             n0            n0 + n1
 * </pre>
 */
final class Components {
  private final int[] y;
  private final int[] start;
  private final int[] end;
  private final int[] from;

  private Components(int[] y, int[] start, int[] end, int[] from) {
    this.y = y;
    this.start = start;
    this.end = end;
    this.from = from;
  }

  /** The components of a bitmap's ink. */
  static Components of(Bitmap bitmap) {
    return new Labelling(bitmap).components();
  }

  int count() {
    return from.length - 1;
  }

  /** Index of a component's first run. */
  int firstRun(int component) {
    return from[component];
  }

  /** Index just behind a component's last run. */
  int lastRun(int component) {
    return from[component + 1];
  }

  int y(int run) {
    return y[run];
  }

  int start(int run) {
    return start[run];
  }

  int end(int run) {
    return end[run];
  }

  /** The upright rectangle around a component, and how many pixels of ink it holds. */
  Extent extent(int component) {
    int x0 = Integer.MAX_VALUE;
    int x1 = 0;
    int ink = 0;
    for (int run = from[component]; run < from[component + 1]; run++) {
      x0 = Math.min(x0, start[run]);
      x1 = Math.max(x1, end[run]);
      ink += end[run] - start[run];
    }
    return new Extent(x0, y[from[component]], x1, y[from[component + 1] - 1] + 1, ink);
  }

  /** Where a component lies, in pixels; x1 and y1 lie just outside. */
  record Extent(int x0, int y0, int x1, int y1, int ink) {
    int width() {
      return x1 - x0;
    }

    int height() {
      return y1 - y0;
    }

    double centreX() {
      return (x0 + x1) / 2.0;
    }

    double centreY() {
      return (y0 + y1) / 2.0;
    }

    /** Share of the rectangle that is ink, 0 to 1. */
    double fill() {
      return (double) ink / (width() * height());
    }
  }

  private static final class Labelling {
    private int[] y = new int[1024];
    private int[] start = new int[1024];
    private int[] end = new int[1024];
    private int[] parent = new int[1024];
    private int runs;

    Labelling(Bitmap bitmap) {
      int above = 0;
      for (int row = 0; row < bitmap.height(); row++) {
        int first = runs;
        collect(bitmap, row);
        join(above, first, first > above && y[first - 1] == row - 1 ? first : above);
        above = first;
      }
    }

    private void collect(Bitmap bitmap, int row) {
      boolean[] pixels = bitmap.pixels();
      int base = row * bitmap.width();
      int x = 0;
      while (x < bitmap.width()) {
        if (!pixels[base + x]) {
          x++;
          continue;
        }
        int begin = x;
        while (x < bitmap.width() && pixels[base + x]) {
          x++;
        }
        add(row, begin, x);
      }
    }

    private void add(int row, int begin, int behind) {
      if (runs == y.length) {
        y = Arrays.copyOf(y, 2 * runs);
        start = Arrays.copyOf(start, 2 * runs);
        end = Arrays.copyOf(end, 2 * runs);
        parent = Arrays.copyOf(parent, 2 * runs);
      }
      y[runs] = row;
      start[runs] = begin;
      end[runs] = behind;
      parent[runs] = runs;
      runs++;
    }

    /** Joins the new runs with those of the row above, which are [above, aboveEnd). */
    private void join(int above, int first, int aboveEnd) {
      int upper = above;
      for (int lower = first; lower < runs; lower++) {
        while (upper < aboveEnd && end[upper] < start[lower]) {
          upper++;
        }
        for (int touching = upper;
            touching < aboveEnd && start[touching] <= end[lower];
            touching++) {
          union(touching, lower);
        }
      }
    }

    private void union(int a, int b) {
      int rootA = root(a);
      int rootB = root(b);
      parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
    }

    private int root(int run) {
      int at = run;
      while (parent[at] != at) {
        parent[at] = parent[parent[at]];
        at = parent[at];
      }
      return at;
    }

    Components components() {
      int[] label = new int[runs];
      int[] size = new int[runs + 1];
      int labels = 0;
      for (int run = 0; run < runs; run++) {
        int root = root(run);
        label[run] = root == run ? labels++ : label[root];
        size[label[run] + 1]++;
      }
      int[] from = Arrays.copyOf(size, labels + 1);
      Arrays.parallelPrefix(from, Integer::sum);
      int[] next = from.clone();
      int[] ys = new int[runs];
      int[] starts = new int[runs];
      int[] ends = new int[runs];
      for (int run = 0; run < runs; run++) {
        int place = next[label[run]]++;
        ys[place] = y[run];
        starts[place] = start[run];
        ends[place] = end[run];
      }
      return new Components(ys, starts, ends, from);
    }
  }
}
