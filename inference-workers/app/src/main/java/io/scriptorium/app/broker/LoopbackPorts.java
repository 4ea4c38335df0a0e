package io.scriptorium.app.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;

/**
 * The two ports of an embedded broker on the loopback interface.
 *
 * @param client where clients connect
 * @param controller where the broker part talks to the controller part
 */
record LoopbackPorts(int client, int controller) {

  /**
   * Ports that were free a moment ago. Both are held at the same time while they are chosen, so
   * that they differ; they are let go before the broker takes them.
   *
   * @param wanted port for clients; empty: any
   */
  static LoopbackPorts choose(OptionalInt wanted) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket client = new ServerSocket(wanted.orElse(0), 1, loopback);
        ServerSocket controller = new ServerSocket(0, 1, loopback)) {
      return new LoopbackPorts(client.getLocalPort(), controller.getLocalPort());
    } catch (IOException e) {
      String port = wanted.isPresent() ? "Port " + wanted.getAsInt() : "No port";
      throw new UncheckedIOException(port + " can be had for the embedded broker", e);
    }
  }
}
