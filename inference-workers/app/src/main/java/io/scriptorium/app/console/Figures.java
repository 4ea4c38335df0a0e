package io.scriptorium.app.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Measured figures by name, for a flat JSON object. Names are in snake case and carry the unit. */
public final class Figures {
  private final Map<String, Object> values = new LinkedHashMap<>();

  /** Adds a number. */
  public Figures put(String name, double value) {
    values.put(name, value);
    return this;
  }

  /** Adds a count. */
  public Figures put(String name, long value) {
    values.put(name, value);
    return this;
  }

  /** Adds a word, e.g. a version. */
  public Figures put(String name, String value) {
    values.put(name, value);
    return this;
  }

  /** Writes the object to a file. */
  public void writeTo(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), values);
  }
}
