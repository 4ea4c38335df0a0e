package io.scriptorium.examples.enrichment;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/** Runs the {@link Enrichment} until the process is told to stop. */
public final class EnrichmentMain {
  private EnrichmentMain() {}

  /** Takes brokers, the topics of orders and of enriched ones, and a file of further settings. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length < 3 || args.length > 4) {
      System.err.println("Usage: HOST:PORT[,...] ORDERS ENRICHED [SETTINGS.properties]");
      System.exit(2);
    }
    Properties settings = Enrichment.settings(args[0]);
    if (args.length == 4) {
      try (Reader file = Files.newBufferedReader(Path.of(args[3]))) {
        settings.load(file);
      }
    }
    CountDownLatch ended = new CountDownLatch(1);
    try (KafkaStreams streams = new KafkaStreams(Enrichment.topology(args[1], args[2]), settings)) {
      streams.setUncaughtExceptionHandler(thrown -> StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
      streams.setStateListener(
          (now, before) -> {
            if (now == KafkaStreams.State.ERROR) {
              ended.countDown();
            }
          });
      Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
      streams.start();
      ended.await();
    }
    System.exit(1);
  }
}
