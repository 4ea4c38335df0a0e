package io.scriptorium.producers.blob;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the AWS SDK finds in this process instead of what this machine has; undone by closing. */
final class AwsSettings implements AutoCloseable {
  static final String SECRET = "a-secret-that-nobody-may-see";
  static final String TOKEN = "a-token-that-nobody-may-see";

  private final Map<String, String> before = new HashMap<>();
  private final List<String> absent = new ArrayList<>();

  private AwsSettings(Map<String, String> settings) {
    settings.forEach(this::set);
    set("aws.sharedCredentialsFile", "/nonexistent");
    set("aws.configFile", "/nonexistent");
    set("aws.disableEc2Metadata", "true");
  }

  static AwsSettings withCredentials() {
    return new AwsSettings(
        Map.of(
            "aws.accessKeyId", "key",
            "aws.secretAccessKey", SECRET,
            "aws.sessionToken", TOKEN));
  }

  static AwsSettings withoutCredentials() {
    return new AwsSettings(Map.of());
  }

  private void set(String name, String value) {
    String old = System.setProperty(name, value);
    if (old == null) {
      absent.add(name);
    } else {
      before.put(name, old);
    }
  }

  @Override
  public void close() {
    absent.forEach(System::clearProperty);
    before.forEach(System::setProperty);
  }
}
