package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.broker.BrokerSettings;
import io.scriptorium.app.broker.EmbeddedBroker;
import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.pipeline.TemporaryFolder;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a worker answer a backlog of small jobs that lies on its topic before the first is begun,
 * and asks what a job costs it at the start and at the end. A first backlog, which is not measured,
 * lets the JVM compile what it will; then come several, to the same worker. Behind the jobs that
 * are measured lie half as many again: a worker that has the last ones in its memory already does
 * them without what it takes to fetch more.
 */
final class BacklogBench {
  private final Watch watch;

  BacklogBench(Watch watch) {
    this.watch = watch;
  }

  /**
   * Measures.
   *
   * @param jobs of a backlog
   * @param warmUp jobs of the backlog before them
   * @param rounds backlogs
   */
  BacklogFigures measure(int jobs, int warmUp, int rounds) throws IOException {
    try (TemporaryFolder folders = TemporaryFolder.create();
        EmbeddedBroker broker =
            EmbeddedBroker.start(BrokerSettings.temporary().withFolder(folders.folder("broker")))) {
      Cluster cluster = new Cluster(broker.bootstrapServers(), Map.of());
      cluster.createTopics();
      Path blobs = folders.folder("blobs");
      try (BacklogWorkerProcess worker =
          BacklogWorkerProcess.fork(broker.bootstrapServers(), blobs)) {
        Run run = new Run(cluster, new PayloadStore(new FileBlobStore(blobs)), worker, watch);
        watch.progress().say("warming up with %,d jobs".formatted(warmUp));
        run.answer("warm-up", warmUp, 0);
        List<BacklogFigures.Backlog> backlogs = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
          watch.progress().say("backlog %d of %,d jobs".formatted(round, jobs));
          run.answer("backlog-" + round, jobs, jobs / 2).ifPresent(backlogs::add);
        }
        return new BacklogFigures(backlogs);
      }
    }
  }

  private record Run(
      Cluster cluster, PayloadStore payloads, BacklogWorkerProcess worker, Watch watch) {

    /** What so many came to, with others behind them; empty if someone wants it to end. */
    Optional<BacklogFigures.Backlog> answer(String name, int count, int behind) throws IOException {
      int all = count + behind;
      try (SmallJobs jobs = new SmallJobs(cluster, name, all)) {
        jobs.submit(cluster, payloads);
        worker.begin(count, BacklogFigures.PARTS);
        while (!jobs.isAnswered() && !watch.ends()) {
          jobs.take();
          worker.requireAlive();
          watch.progress().update(jobs.answered(), all);
        }
        jobs.takeRest();
        if (watch.ends()) {
          return Optional.empty();
        }
        List<CostPoint> points = worker.points(BacklogFigures.PARTS);
        return Optional.of(new BacklogFigures.Backlog(points, jobs.wrong(), worker.hold()));
      }
    }
  }
}
