package io.scriptorium.schemas;

import org.apache.avro.specific.SpecificRecord;

/** What came of decoding bytes that anybody may have written. */
public sealed interface Decoded<R extends SpecificRecord> {

  /** A record. */
  record Ok<R extends SpecificRecord>(R value) implements Decoded<R> {}

  /**
   * Not a record of the expected kind.
   *
   * @param message one line for a person
   */
  record Undecodable<R extends SpecificRecord>(String message) implements Decoded<R> {}
}
