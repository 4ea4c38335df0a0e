package io.scriptorium.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * The schemas that were ever released, as they lie in this jar: {@code
 * schemas/released/NAME/VERSION.avsc} with versions counted from 1 without gaps. Each file stands
 * for itself: the types that it uses are written out in it.
 */
final class SchemaArchive {
  private static final String FOLDER = "/schemas/released/";

  private SchemaArchive() {}

  /** Released versions of a record, oldest first; empty for one that was never released. */
  static List<Schema> versions(String recordName) {
    List<Schema> versions = new ArrayList<>();
    while (true) {
      String path = FOLDER + recordName + "/" + (versions.size() + 1) + ".avsc";
      try (InputStream file = SchemaArchive.class.getResourceAsStream(path)) {
        if (file == null) {
          return versions;
        }
        versions.add(new Schema.Parser().parse(file));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read the schema " + path, e);
      }
    }
  }
}
