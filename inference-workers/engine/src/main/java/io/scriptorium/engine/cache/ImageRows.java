package io.scriptorium.engine.cache;

import java.util.Optional;

/** The rows of one image's embeddings. {@link EncoderCache} makes them; one thread uses them. */
public final class ImageRows {
  private final Optional<BlockHash> name;
  private final int tokens;
  private final BlockTable table;
  private int holders;
  private boolean encoded;

  ImageRows(Optional<BlockHash> name, int tokens, BlockTable table) {
    this.name = name;
    this.tokens = tokens;
    this.table = table;
  }

  Optional<BlockHash> name() {
    return name;
  }

  BlockTable table() {
    return table;
  }

  int holders() {
    return holders;
  }

  void hold() {
    holders++;
  }

  void letGo() {
    if (holders == 0) {
      throw new IllegalStateException("The rows of an image are released twice");
    }
    holders--;
  }

  /** Whether the rows are filled. */
  public boolean isEncoded() {
    return encoded;
  }

  /** Notes that the rows are filled. */
  public void encoded() {
    encoded = true;
  }

  /** Cache row of one of the image's tokens. */
  public int row(int token) {
    return table.slot(token);
  }

  /** Cache rows of the image's tokens, in their order. */
  public int[] rows() {
    int[] rows = new int[tokens];
    for (int i = 0; i < tokens; i++) {
      rows[i] = table.slot(i);
    }
    return rows;
  }
}
