package io.scriptorium.s3;

import java.util.List;
import java.util.Map;

/** Credentials for the mock where the AWS SDK looks first, in this process, until it is closed. */
public final class AwsTestCredentials implements AutoCloseable {
  private static final Map<String, String> SETTINGS =
      Map.of("aws.accessKeyId", "test", "aws.secretAccessKey", "test-secret");

  private AwsTestCredentials() {}

  public static AwsTestCredentials set() {
    SETTINGS.forEach(System::setProperty);
    return new AwsTestCredentials();
  }

  /** The same for a JVM of its own, as its options. */
  public static List<String> jvmOptions() {
    return SETTINGS.entrySet().stream()
        .map(setting -> "-D%s=%s".formatted(setting.getKey(), setting.getValue()))
        .toList();
  }

  @Override
  public void close() {
    SETTINGS.keySet().forEach(System::clearProperty);
  }
}
