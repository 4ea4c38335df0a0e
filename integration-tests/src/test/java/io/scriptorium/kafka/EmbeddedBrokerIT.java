package io.scriptorium.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.app.broker.BrokerSettings;
import io.scriptorium.app.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {

  @Test
  void keepsCommittedRecordsOverARestartOnItsFolder(@TempDir Path folder) throws Exception {
    BrokerSettings settings = BrokerSettings.temporary().withFolder(folder);
    // Given a broker with a transaction's record
    try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
      Letters letters = new Letters(broker.bootstrapServers());
      letters.createTopic();
      letters.writeInTransaction("alpha");
    }

    // When another one starts on the same folder
    try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
      // Then the record is there
      assertThat(new Letters(broker.bootstrapServers()).readOne("consumer")).isEqualTo("alpha");
    }
  }

  @Test
  void saysWhichPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.temporary().withPort(port)))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("Port " + port);
    }
  }
}
