package io.scriptorium.app.output;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.scriptorium.app.console.ActionableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A folder in which each result stands either whole or not at all. */
public final class ResultFolder {
  private final Path folder;

  private ResultFolder(Path folder) {
    this.folder = folder;
  }

  /** Opens a folder, made if it is not there. */
  public static ResultFolder at(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new ActionableException(
          "Results cannot go to %s: it is a file, not a folder".formatted(folder), e);
    } catch (IOException e) {
      throw new ActionableException(
          "Results cannot go to %s: the folder cannot be made".formatted(folder), e);
    }
    if (!Files.isWritable(folder)) {
      throw new ActionableException(
          "Results cannot go to %s: the folder is not writable".formatted(folder));
    }
    return new ResultFolder(folder);
  }

  /** Where it is. */
  public Path path() {
    return folder;
  }

  /** Writes {@code NAME.md}, {@code NAME.json} and {@code NAME.txt}, as far as there are such. */
  public void write(String name, Texts texts) throws IOException {
    write(name + ".md", texts.markdown());
    write(name + ".json", texts.json());
    write(name + ".txt", texts.plain());
  }

  private void write(String fileName, Optional<byte[]> content) throws IOException {
    if (content.isEmpty()) {
      return;
    }
    Path temporary = folder.resolve("." + fileName + ".part");
    try {
      Files.write(temporary, content.get());
      Files.move(temporary, folder.resolve(fileName), ATOMIC_MOVE, REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * The texts of a document, UTF-8.
   *
   * @param markdown Markdown, empty if nothing was read
   * @param json JSON, empty if there is none
   * @param plain plain text, empty if nothing was read
   */
  public record Texts(Optional<byte[]> markdown, Optional<byte[]> json, Optional<byte[]> plain) {
    /** Texts without JSON. */
    public static Texts of(String markdown, String plain) {
      return new Texts(
          Optional.of(markdown.getBytes(StandardCharsets.UTF_8)),
          Optional.empty(),
          Optional.of(plain.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
