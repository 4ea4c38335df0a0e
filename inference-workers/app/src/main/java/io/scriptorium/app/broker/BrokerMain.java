package io.scriptorium.app.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An embedded broker as a process of its own: {@code BrokerMain PORT FOLDER [NAME=VALUE …]}, where
 * the port 0 stands for a free one and the pairs are broker properties. It prints {@link #READY}
 * and its address once it takes requests, and stops on SIGTERM.
 */
public final class BrokerMain {
  /** Start of the line that tells the broker's address. */
  public static final String READY = "broker ready at ";

  private BrokerMain() {}

  /** Runs until the process is told to stop. */
  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> overrides =
        Stream.of(arguments)
            .skip(2)
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    int port = Integer.parseInt(arguments[0]);
    BrokerSettings settings =
        new BrokerSettings(
            port == 0 ? OptionalInt.empty() : OptionalInt.of(port),
            Optional.of(Path.of(arguments[1])),
            overrides);
    EmbeddedBroker broker = EmbeddedBroker.start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-stop"));
    System.out.println(READY + broker.bootstrapServers());
    new CountDownLatch(1).await();
  }
}
