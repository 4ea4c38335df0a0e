package io.scriptorium.schemas;

/** Consumer groups; the transactional ids of a group's producers begin with its name. */
public final class Groups {
  public static final String SPLITTER = "scriptorium-splitter";
  public static final String WORKERS = "scriptorium-workers";

  /** Workers that share partitions; a group is of one kind, whatever becomes of its members. */
  public static final String SHARE_WORKERS = "scriptorium-share-workers";

  /** Also the application id of the assembler's Kafka Streams, and so the prefix of its topics. */
  public static final String ASSEMBLER = "scriptorium-assembler";

  private Groups() {}
}
