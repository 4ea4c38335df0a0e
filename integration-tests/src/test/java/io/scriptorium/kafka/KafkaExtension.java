package io.scriptorium.kafka;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives tests the {@link KafkaCluster} as a parameter. One cluster serves the whole test JVM and
 * stops with it; each test class finds the catalogue's topics empty, and so no offsets of any
 * group.
 */
public final class KafkaExtension implements BeforeAllCallback, ParameterResolver {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaExtension.class);
  private static final Namespace NAMESPACE = Namespace.create(KafkaExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    String bootstrap = cluster(context).bootstrapServers();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      EmptyCluster.make(admin);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == KafkaCluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return cluster(context);
  }

  private static KafkaCluster cluster(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(KafkaCluster.class, key -> start(), KafkaCluster.class);
  }

  private static KafkaCluster start() {
    KafkaCluster cluster = ClusterKind.choose().start();
    LOG.info("kafka_cluster kind=\"{}\"", cluster.description());
    return cluster;
  }
}
