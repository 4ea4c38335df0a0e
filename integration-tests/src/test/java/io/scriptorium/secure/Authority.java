package io.scriptorium.secure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate authority and what it signs, made by the JDK's {@code keytool}. All stores are
 * PKCS12 and have the same password.
 */
final class Authority {
  static final String PASSWORD = "word-of-the-stores";

  private final Path folder;
  private final Path ca;
  private final Path certificate;

  private Authority(Path folder) {
    this.folder = folder;
    ca = folder.resolve("ca.p12");
    certificate = folder.resolve("ca.pem");
  }

  /** A new one, which keeps its files in a folder of its own. */
  static Authority create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Authority authority = new Authority(folder);
    String name = "CN=" + folder.getFileName();
    authority.keytool(
        authority.ca,
        "-genkeypair",
        "-alias",
        "ca",
        "-dname",
        name,
        "-keyalg",
        "EC",
        "-ext",
        "bc:c");
    authority.keytool(
        authority.ca,
        "-exportcert",
        "-rfc",
        "-alias",
        "ca",
        "-file",
        authority.certificate.toString());
    authority.importAuthority(authority.trustStore());
    return authority;
  }

  /** A store that holds the authority's certificate. */
  Path trustStore() {
    return folder.resolve("trust.p12");
  }

  /** A store with a key and a certificate that the authority signed, also for this machine. */
  Path identity(String commonName) {
    Path store = folder.resolve(commonName + ".p12");
    if (Files.exists(store)) {
      return store;
    }
    String request = folder.resolve(commonName + ".csr").toString();
    String signed = folder.resolve(commonName + ".pem").toString();
    keytool(store, "-genkeypair", "-alias", "own", "-dname", "CN=" + commonName, "-keyalg", "EC");
    keytool(store, "-certreq", "-alias", "own", "-file", request);
    keytool(
        ca,
        "-gencert",
        "-rfc",
        "-alias",
        "ca",
        "-infile",
        request,
        "-outfile",
        signed,
        "-ext",
        "san=dns:localhost,ip:127.0.0.1");
    importAuthority(store);
    keytool(store, "-importcert", "-noprompt", "-alias", "own", "-file", signed);
    return store;
  }

  private void importAuthority(Path store) {
    keytool(store, "-importcert", "-noprompt", "-alias", "ca", "-file", certificate.toString());
  }

  private void keytool(Path store, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
