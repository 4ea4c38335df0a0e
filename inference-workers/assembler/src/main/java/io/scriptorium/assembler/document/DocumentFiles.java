package io.scriptorium.assembler.document;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.scriptorium.avro.DocumentManifest;
import io.scriptorium.avro.DocumentStatus;
import io.scriptorium.avro.PageResult;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Three temporary files that a document is written to page by page: plain text with a form feed
 * between pages; Markdown where each page begins with the comment {@code <!-- page N -->}, which no
 * renderer shows and no page contains by chance, as it might a rule; JSON with one page a line.
 * Closing deletes them. For one thread.
 */
final class DocumentFiles implements AutoCloseable {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String PREFIX = "document-";

  private final Path folder;
  private final Writer text;
  private final Writer markdown;
  private final JsonGenerator json;
  private boolean hasPages;

  private DocumentFiles(Path folder, Writer text, Writer markdown, JsonGenerator json) {
    this.folder = folder;
    this.text = text;
    this.markdown = markdown;
    this.json = json;
  }

  /** Creates the files in a new folder under the given one, which is created where missing. */
  static DocumentFiles in(Path parent) throws IOException {
    Path folder = Files.createTempDirectory(Files.createDirectories(parent), PREFIX);
    BufferedWriter text = Files.newBufferedWriter(textIn(folder));
    BufferedWriter markdown = Files.newBufferedWriter(markdownIn(folder));
    JsonGenerator json = JSON.createGenerator(jsonIn(folder).toFile(), JsonEncoding.UTF8);
    return new DocumentFiles(folder, text, markdown, json);
  }

  /** Deletes what a process that was killed has left in a folder. */
  static void sweep(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        Files.deleteIfExists(textIn(folder));
        Files.deleteIfExists(markdownIn(folder));
        Files.deleteIfExists(jsonIn(folder));
        Files.deleteIfExists(folder);
      }
    }
  }

  void begin(DocumentManifest manifest, DocumentStatus status) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", manifest.getName());
    json.writeStringField("jobId", manifest.getJobId());
    json.writeStringField("status", status.name());
    json.writeArrayFieldStart("pages");
  }

  void add(PageResult page) throws IOException {
    if (hasPages) {
      text.write('\f');
      markdown.write("\n\n");
    }
    hasPages = true;
    text.write(page.getText());
    boolean isRead = Tally.isRead(page.getStatus());
    markdown.write("<!-- page " + page.getPage() + (isRead ? " -->" : ", not read -->"));
    if (!page.getMarkdown().isEmpty()) {
      markdown.write("\n\n" + page.getMarkdown().stripTrailing());
    }
    json.writeRaw('\n');
    PageJson.write(page, json);
  }

  void end() throws IOException {
    markdown.write('\n');
    json.writeEndArray();
    json.writeEndObject();
    json.writeRaw('\n');
    text.close();
    markdown.close();
    json.close();
  }

  Path text() {
    return textIn(folder);
  }

  Path markdown() {
    return markdownIn(folder);
  }

  Path json() {
    return jsonIn(folder);
  }

  private static Path textIn(Path folder) {
    return folder.resolve("text");
  }

  private static Path markdownIn(Path folder) {
    return folder.resolve("markdown");
  }

  private static Path jsonIn(Path folder) {
    return folder.resolve("json");
  }

  @Override
  public void close() throws IOException {
    text.close();
    markdown.close();
    json.close();
    Files.deleteIfExists(text());
    Files.deleteIfExists(markdown());
    Files.deleteIfExists(json());
    Files.delete(folder);
  }
}
