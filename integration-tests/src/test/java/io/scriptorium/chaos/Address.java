package io.scriptorium.chaos;

/**
 * Where a broker listens.
 *
 * @param host its IP address
 * @param port for clients and other brokers
 * @param controllerPort for other controllers
 */
record Address(String host, int port, int controllerPort) {
  /** {@code host:port} for clients. */
  String client() {
    return host + ":" + port;
  }

  /** {@code host:port} for controllers. */
  String controller() {
    return host + ":" + controllerPort;
  }
}
