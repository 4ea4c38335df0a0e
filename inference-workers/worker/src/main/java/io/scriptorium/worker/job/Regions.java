package io.scriptorium.worker.job;

import io.scriptorium.avro.Box;
import io.scriptorium.avro.Region;
import io.scriptorium.avro.RegionKind;
import io.scriptorium.avro.TaskKind;
import io.scriptorium.engine.layout.PageText;
import io.scriptorium.engine.layout.ReadLine;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** From the lines of a page to a record's regions. */
final class Regions {
  private Regions() {}

  static List<Region> of(PageText page, TaskKind task) {
    return page.regions().stream().map(region -> of(region, task)).toList();
  }

  private static Region of(PageText.Region region, TaskKind task) {
    ReadLine line = region.line();
    io.scriptorium.engine.layout.Box box = line.box();
    return Region.newBuilder()
        .setKind(kind(region, task))
        .setBox(new Box(box.x0(), box.y0(), box.x1(), box.y1()))
        .setText(line.text())
        .setConfidence(line.confidence())
        .setBlock(region.block())
        .setRow(boxed(region.row()))
        .setColumn(boxed(region.column()))
        .build();
  }

  private static RegionKind kind(PageText.Region region, TaskKind task) {
    if (task == TaskKind.GROUND) {
      return RegionKind.OBJECT;
    }
    return region.row().isPresent() ? RegionKind.CELL : RegionKind.LINE;
  }

  private static @Nullable Integer boxed(OptionalInt value) {
    return value.isPresent() ? value.getAsInt() : null;
  }
}
