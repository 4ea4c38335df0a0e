package io.scriptorium.chaos;

import io.scriptorium.app.Main;
import io.scriptorium.chaos.ChaosWorker.Delivery;
import io.scriptorium.chaos.ChaosWorker.Model;
import io.scriptorium.chaos.Program.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All parts of a run: splitters, workers, assemblers, and what they rely on.
 *
 * @param folder the run's
 */
record Pipeline(Path folder, Services services, Crew splitters, Crew workers, Crew assemblers) {
  private static final String BEGUN = ".begun";

  /**
   * How many of each, and of what kind.
   *
   * @param splitters that make pages of documents
   * @param workers that read pages and images
   * @param assemblers that make documents of pages
   * @param delivery whether workers deliver as they should
   * @param model what reads
   */
  record Cast(int splitters, int workers, int assemblers, Delivery delivery, Model model) {}

  /** One in which nobody works yet. */
  static Pipeline on(Services services, Host host, Path folder, Cast cast) {
    return new Pipeline(
        folder,
        services,
        new Crew(
            host,
            "splitter",
            (seat, name) -> stage(services, name, "splitter", "--instance=chaos-" + seat)),
        new Crew(host, "worker", (seat, name) -> worker(services, name, folder, cast)),
        new Crew(
            host,
            "assembler",
            (seat, name) ->
                stage(
                    services,
                    name,
                    "assembler",
                    "--state=" + folder.resolve("assembler-" + seat))));
  }

  private static Program stage(Services services, String name, String command, String option) {
    List<String> arguments = new ArrayList<>(List.of(command, option, "--metrics-port=off"));
    arguments.addAll(services.options());
    return Program.of(name, Size.STAGE, Main.class, arguments).with(services.blobs().jvmOptions());
  }

  private static Program worker(Services services, String name, Path folder, Cast cast) {
    List<String> arguments = new ArrayList<>(services.options());
    arguments.addAll(services.blobs().workerOptions());
    arguments.addAll(
        List.of(
            "--begun=" + folder.resolve(name + BEGUN),
            "--delivery=" + cast.delivery(),
            "--model=" + cast.model()));
    Size size = cast.model() == Model.NONE ? Size.WORKER : Size.MODEL;
    return Program.of(name, size, ChaosWorker.class, arguments).with(services.blobs().jvmOptions());
  }

  /** Starts everybody. */
  void start(Cast cast) {
    splitters.start(cast.splitters());
    workers.start(cast.workers());
    assemblers.start(cast.assemblers());
  }

  /** Starts each that ended by itself anew, and says of whom there were how many. */
  void restartDead(Timeline timeline) {
    for (Crew crew : List.of(splitters, workers, assemblers)) {
      int dead = crew.restartDead();
      if (dead > 0) {
        timeline.say("%d of the %ss had ended and were started again".formatted(dead, crew.name()));
      }
    }
  }

  /** Images and pages that workers have begun, each as often as they did. */
  long begun() {
    try (Stream<Path> files = Files.list(folder)) {
      long begun = 0;
      for (Path file : files.filter(path -> path.toString().endsWith(BEGUN)).toList()) {
        begun += Files.size(file);
      }
      return begun;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
