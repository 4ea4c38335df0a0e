package io.scriptorium.deploy.kustomize;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Kustomize itself: {@code kustomize}, or the one in {@code kubectl}, from the PATH.
 *
 * @param command program and arguments that come before a folder
 */
record Kustomize(List<String> command) {

  /** The one on the PATH, if any. */
  static Optional<Kustomize> find() {
    return program("kustomize")
        .map(program -> new Kustomize(List.of(program, "build")))
        .or(() -> program("kubectl").map(found -> new Kustomize(List.of(found, "kustomize"))));
  }

  private static Optional<String> program(String name) {
    return Optional.ofNullable(System.getenv("PATH")).stream()
        .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  /**
   * Renders a folder.
   *
   * @return resources as YAML documents
   * @throws IllegalStateException with Kustomize's own words if it refuses
   */
  String render(Path folder) {
    List<String> arguments = new ArrayList<>(command);
    arguments.add(folder.toString());
    try {
      Path errors = Files.createTempFile("kustomize", ".err");
      Process process = new ProcessBuilder(arguments).redirectError(errors.toFile()).start();
      String yaml = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      String complaint = Files.readString(errors);
      Files.delete(errors);
      if (exit != 0 || !complaint.isBlank()) {
        throw new IllegalStateException("%s: %s".formatted(arguments, complaint));
      }
      return yaml;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
