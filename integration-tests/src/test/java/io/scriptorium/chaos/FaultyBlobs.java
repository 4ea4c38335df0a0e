package io.scriptorium.chaos;

import io.scriptorium.producers.blob.BlobStore;
import java.net.URI;

/** A blob store that can be made to fail and to be slow. */
interface FaultyBlobs {
  /** Where splitters, workers and assemblers find it. */
  URI root();

  /** The same for this process, with its faults. */
  BlobStore store();

  /** From now on nothing can be read or written. */
  void fail();

  /** From now on everything that is read takes seconds. */
  void slowDown();

  /** Undoes both. */
  void mend();
}
