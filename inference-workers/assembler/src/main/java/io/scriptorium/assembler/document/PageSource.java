package io.scriptorium.assembler.document;

import io.scriptorium.avro.PageResult;
import java.util.Optional;

/** The pages of one document that have come. */
public interface PageSource {
  /** The page of a number, from 1; empty if it has not come. */
  Optional<PageResult> page(int number);
}
