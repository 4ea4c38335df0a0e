package io.scriptorium.schemas;

import org.apache.avro.Schema;

/** The schemas that a registry keeps under numbers. */
public interface WriterSchemas {
  /**
   * A schema.
   *
   * @throws UndecodableRecordException if there is none of that number
   * @throws SchemaUnavailableException if that cannot be said now
   */
  Schema byId(int id);
}
