package io.scriptorium.producers.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "2852039166",
        "::ffff:169.254.169.254",
        "169.254.170.23",
        "fe80::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "192.0.0.192",
        "0.0.0.0",
        "::",
        "224.0.0.1"
      })
  void areNeverAsked(String address) throws UnknownHostException {
    assertThat(Peers.mayBeAsked(InetAddress.getByName(address), true)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1"})
  void ofThisMachineAreAskedIfThatIsMeant(String address) throws UnknownHostException {
    assertThat(Peers.mayBeAsked(InetAddress.getByName(address), false)).isFalse();
    assertThat(Peers.mayBeAsked(InetAddress.getByName(address), true)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.5", "192.168.1.1", "203.0.113.7", "2001:db8::1", "fd12::1"})
  void areAskedOtherwise(String address) throws UnknownHostException {
    assertThat(Peers.mayBeAsked(InetAddress.getByName(address), false)).isTrue();
  }
}
