package io.scriptorium.chaos;

/**
 * Where a broker or another service listens.
 *
 * @param host its IP address
 * @param port for clients
 * @param secondPort for controllers of other brokers, or whatever else a service has
 */
record Address(String host, int port, int secondPort) {
  /** {@code host:port} for clients. */
  String client() {
    return host + ":" + port;
  }

  /** {@code host:port} for controllers. */
  String controller() {
    return host + ":" + secondPort;
  }
}
