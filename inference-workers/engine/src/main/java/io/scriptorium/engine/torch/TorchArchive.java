package io.scriptorium.engine.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive in the making: readable source plus the values of the module's attributes,
 * packed the way {@code torch::jit::load} reads it. The module's class is {@code __torch__.Model}.
 *
 * <p>Layout: {@code version}, {@code constants.pkl} (an empty tuple), {@code data.pkl} (the module
 * as a pickled object) and {@code code/__torch__/**.py}, all under one root folder.
 */
public final class TorchArchive {
  private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, Object> attributes = new LinkedHashMap<>();

  /** Adds the class path resource that declares {@code class Model(Module)}. */
  public TorchArchive program(Class<?> beside, String resource) {
    sources.put("code/__torch__.py", read(beside, resource));
    return this;
  }

  /** Adds a resource of free functions, called as {@code __torch__.NAME.function(...)}. */
  public TorchArchive functions(String name, Class<?> beside, String resource) {
    sources.put("code/__torch__/" + name + ".py", read(beside, resource));
    return this;
  }

  /** Sets an attribute of type {@code int}. */
  public TorchArchive set(String name, long value) {
    attributes.put(name, value);
    return this;
  }

  /** Sets an attribute of type {@code float}. */
  public TorchArchive set(String name, double value) {
    attributes.put(name, value);
    return this;
  }

  /** Sets an attribute of type {@code bool}. */
  public TorchArchive set(String name, boolean value) {
    attributes.put(name, value);
    return this;
  }

  /** Sets an attribute of type {@code List[int]}. */
  public TorchArchive set(String name, int... values) {
    attributes.put(name, values.clone());
    return this;
  }

  /** Sets an attribute of type {@code List[float]}. */
  public TorchArchive set(String name, double[] values) {
    attributes.put(name, values.clone());
    return this;
  }

  /** Declares attributes that are lists of some type, empty until the program fills them. */
  public TorchArchive emptyLists(String... names) {
    for (String name : names) {
      attributes.put(name, new ArrayList<>());
    }
    return this;
  }

  /** The archive's bytes. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
      put(zip, "constants.pkl", NO_CONSTANTS);
      put(zip, "data.pkl", Pickle.module(attributes));
      for (Map.Entry<String, String> source : sources.entrySet()) {
        put(zip, source.getKey(), source.getValue().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry("model/" + name));
    zip.write(content);
    zip.closeEntry();
  }

  private static String read(Class<?> beside, String resource) {
    try (InputStream in = beside.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("No program " + resource + " beside " + beside);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names of the sources, for messages. */
  List<String> sourceNames() {
    return List.copyOf(sources.keySet());
  }
}
