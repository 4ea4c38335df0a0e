package io.scriptorium.app.bench.pipeline;

import io.scriptorium.app.broker.BrokerSettings;
import io.scriptorium.app.broker.EmbeddedBroker;
import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.pipeline.TemporaryFolder;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Lets a worker answer a backlog of small jobs that lies on its topic before the first is begun,
 * and asks what a job costs it at the start and at the end. A first backlog, which is not measured,
 * lets the JVM compile what it will.
 */
final class BacklogBench {
  private final Watch watch;

  BacklogBench(Watch watch) {
    this.watch = watch;
  }

  BacklogFigures measure(int jobs, int warmUp) throws IOException {
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
        run.answer("warm-up", warmUp);
        watch.progress().say("%,d jobs".formatted(jobs));
        return run.answer("backlog", jobs);
      }
    }
  }

  private record Run(
      Cluster cluster, PayloadStore payloads, BacklogWorkerProcess worker, Watch watch) {

    BacklogFigures answer(String name, int count) throws IOException {
      try (SmallJobs jobs = new SmallJobs(cluster, name, count)) {
        jobs.submit(cluster, payloads);
        worker.begin(count, BacklogFigures.PARTS);
        while (!jobs.isAnswered() && !watch.ends()) {
          jobs.take();
          worker.requireAlive();
          watch.progress().update(jobs.answered(), count);
        }
        jobs.takeRest();
        List<CostPoint> points = watch.ends() ? List.of() : worker.points(BacklogFigures.PARTS);
        worker.hold();
        return new BacklogFigures(points, jobs.wrong());
      }
    }
  }
}
