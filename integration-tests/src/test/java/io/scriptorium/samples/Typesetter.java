package io.scriptorium.samples;

import java.io.IOException;

/** Prints a sample's page. */
@FunctionalInterface
interface Typesetter {
  void print(Sheet sheet) throws IOException;
}
