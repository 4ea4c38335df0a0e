package io.scriptorium.chaos;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Network;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A network of containers: addresses of its lower half are chosen, those of its upper half are
 * Docker's to give.
 */
final class Subnet implements AutoCloseable {
  private static final int TRIES = 20;

  private final DockerClient docker;
  private final String name;
  private final String prefix;

  private Subnet(DockerClient docker, String name, String prefix) {
    this.docker = docker;
    this.name = name;
    this.prefix = prefix;
  }

  /** Creates one among addresses that no other network of this engine has. */
  static Subnet create(DockerClient docker, String name, Map<String, String> labels) {
    for (int i = 1; ; i++) {
      String prefix = "10.213.%d.".formatted(ThreadLocalRandom.current().nextInt(256));
      try {
        docker
            .createNetworkCmd()
            .withName(name)
            .withLabels(labels)
            .withIpam(
                new Network.Ipam()
                    .withConfig(
                        new Network.Ipam.Config()
                            .withSubnet(prefix + "0/24")
                            .withGateway(prefix + "1")
                            .withIpRange(prefix + "128/25")))
            .exec();
        return new Subnet(docker, name, prefix);
      } catch (DockerException e) {
        // It overlaps another.
        if (i == TRIES) {
          throw e;
        }
      }
    }
  }

  String name() {
    return name;
  }

  /**
   * An address of the lower half.
   *
   * @param number 2 to 127
   */
  String address(int number) {
    return prefix + number;
  }

  @Override
  public void close() {
    docker.removeNetworkCmd(name).exec();
  }
}
