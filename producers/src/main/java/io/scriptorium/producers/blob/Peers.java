package io.scriptorium.producers.blob;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Machines that no job may make us talk to, whatever name leads there. */
final class Peers {
  /** Metadata services that are not link-local: of AWS over IPv6, Alibaba and Oracle. */
  private static final Set<InetAddress> METADATA =
      Arrays.stream(new String[] {"fd00:ec2::254", "100.100.100.200", "192.0.0.192"})
          .map(Peers::literal)
          .collect(Collectors.toUnmodifiableSet());

  private Peers() {}

  /**
   * Whether a machine may be asked for a blob.
   *
   * @param thisOne whether this machine may
   */
  static boolean mayBeAsked(InetAddress peer, boolean thisOne) {
    return !peer.isLinkLocalAddress()
        && !peer.isAnyLocalAddress()
        && !peer.isMulticastAddress()
        && !METADATA.contains(peer)
        && (thisOne || !peer.isLoopbackAddress());
  }

  private static InetAddress literal(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("Literals need no look-up", e);
    }
  }
}
