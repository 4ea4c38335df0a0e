package io.scriptorium.chaos;

/**
 * What happens in a run.
 *
 * @param amount of the inputs
 * @param cast who works
 * @param stores where blobs and schemas lie
 * @param faults what is done to them
 * @param seed of inputs, faults, victims and times
 */
record Plan(Inputs.Amount amount, Pipeline.Cast cast, Stores stores, Faults faults, long seed) {
  /**
   * Where blobs and schemas lie.
   *
   * @param blobs kind of blob store
   * @param registry whether there is a schema registry in any case
   */
  record Stores(FaultyBlobs.Kind blobs, boolean registry) {}

  /** Whether there is a schema registry. */
  boolean hasRegistry() {
    return stores.registry() || faults.include(Fault.STOP_REGISTRY);
  }
}
