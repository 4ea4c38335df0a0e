package io.scriptorium.engine.batch;

/**
 * What an engine measures. The names are vLLM's with our prefix; every meter has a tag {@code
 * engine}, those of drafts {@code position} too.
 */
public enum EngineMeter {
  REQUESTS_RUNNING("num.requests.running", "", "Sequences in the running batch"),
  REQUESTS_WAITING("num.requests.waiting", "", "Sequences that wait to be admitted to the batch"),
  CACHE_USAGE("kv.cache.usage", "", "Share of the key-value cache's blocks in use, 0 to 1"),
  PREFIX_QUERIES("prefix.cache.queries", "tokens", "Prompt tokens looked up in the prefix cache"),
  PREFIX_HITS("prefix.cache.hits", "tokens", "Prompt tokens found in the prefix cache"),
  IMAGE_QUERIES("encoder.cache.queries", "images", "Images looked up in the encoder's cache"),
  IMAGE_HITS("encoder.cache.hits", "images", "Images found in the encoder's cache"),
  PREEMPTIONS("num.preemptions", "sequences", "Sequences that lost their blocks to others"),
  GENERATION_TOKENS("generation.tokens", "tokens", "Tokens generated"),
  STEP_TOKENS("iteration.tokens", "tokens", "Tokens computed in one step"),
  DRAFT_TOKENS("spec.decode.draft.tokens", "tokens", "Drafts that a step verified"),
  ACCEPTED_TOKENS("spec.decode.accepted.tokens", "tokens", "Drafts that held");

  private final String id;
  private final String unit;
  private final String description;

  EngineMeter(String name, String unit, String description) {
    this.id = "scriptorium." + name;
    this.unit = unit;
    this.description = description;
  }

  /** Its name as Micrometer writes it, e.g. {@code scriptorium.generation.tokens}. */
  public String id() {
    return id;
  }

  /** What it counts; empty if the name says so. */
  public String unit() {
    return unit;
  }

  /** What it is, for a person. */
  public String description() {
    return description;
  }
}
