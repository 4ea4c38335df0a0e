package io.scriptorium.s3;

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

  @Override
  public void close() {
    SETTINGS.keySet().forEach(System::clearProperty);
  }
}
