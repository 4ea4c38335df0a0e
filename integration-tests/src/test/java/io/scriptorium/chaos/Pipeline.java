package io.scriptorium.chaos;

import io.scriptorium.app.Main;
import io.scriptorium.chaos.ChaosWorker.Delivery;
import io.scriptorium.chaos.ChaosWorker.Model;
import io.scriptorium.chaos.ChaosWorker.Orders;
import io.scriptorium.chaos.Program.Size;
import io.scriptorium.schemas.TopicCreator;
import io.scriptorium.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * All parts of a run: brokers, splitters, workers, assemblers and a blob store.
 *
 * @param folder the run's
 * @param brokers what everything goes through
 * @param blobs what is too long for that
 */
record Pipeline(
    Path folder, Brokers brokers, BlobFolder blobs, Crew splitters, Crew workers, Crew assemblers) {

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

  /** Starts brokers, with topics. */
  static Pipeline prepare(Host host, Path folder, Cast cast, boolean canFillDisk) {
    Brokers brokers =
        Brokers.start(host, folder, canFillDisk ? host.smallDisk() : Optional.empty());
    createTopics(brokers.bootstrapServers());
    BlobFolder blobs = new BlobFolder(folder);
    List<String> place =
        List.of(
            "--bootstrap",
            brokers.bootstrapServers(),
            "--blobs",
            blobs.root().toString(),
            "--metrics-port=off");
    return new Pipeline(
        folder,
        brokers,
        blobs,
        new Crew(
            host,
            "splitter",
            (seat, name) -> stage(name, place, "splitter", "--instance=chaos-" + seat)),
        new Crew(
            host,
            "worker",
            (seat, name) ->
                Program.of(
                    name,
                    cast.model() == Model.NONE ? Size.WORKER : Size.MODEL,
                    ChaosWorker.class,
                    new Orders(
                            brokers.bootstrapServers(),
                            blobs.root(),
                            blobs.slowMark(),
                            folder.toAbsolutePath().resolve(name + ".begun"),
                            cast.delivery(),
                            cast.model())
                        .arguments())),
        new Crew(
            host,
            "assembler",
            (seat, name) ->
                stage(
                    name,
                    place,
                    "assembler",
                    "--state=" + folder.toAbsolutePath().resolve("assembler-" + seat))));
  }

  private static Program stage(String name, List<String> place, String command, String option) {
    return Program.of(
        name,
        Size.STAGE,
        Main.class,
        Stream.concat(Stream.of(command, option), place.stream()).toList());
  }

  private static void createTopics(String bootstrapServers) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      new TopicCreator(admin).createMissing(Topics.all());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /** Starts everybody else. */
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
      for (Path file : files.filter(path -> path.toString().endsWith(".begun")).toList()) {
        begun += Files.size(file);
      }
      return begun;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
