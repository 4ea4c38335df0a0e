package io.scriptorium.chaos;

import io.scriptorium.producers.blob.BlobStore;
import java.util.List;

/** A blob store that can be made to fail and to be slow. */
interface FaultyBlobs extends AutoCloseable {
  /** What it is. */
  enum Kind {
    /** A folder, as if it were mounted. */
    FOLDER,
    /** A bucket. */
    S3
  }

  /** By which splitters, workers and assemblers find it on their command lines. */
  List<String> options();

  /** What workers are told in addition. */
  List<String> workerOptions();

  /** What JVMs need that use it. */
  List<String> jvmOptions();

  /** The same store for this process, with its faults. */
  BlobStore store();

  /** Returns when it can be used. */
  void awaitReady();

  /** From now on nothing can be read or written. */
  void fail();

  /** From now on everything takes seconds. */
  void slowDown();

  /** Undoes both. */
  void mend();

  /** Gives up what {@link #store()} needed. */
  @Override
  void close();
}
