package io.scriptorium.app.bench;

import io.scriptorium.app.bench.measure.Residence;
import io.scriptorium.app.bench.measure.Samples;

/**
 * What the memory of a process with a model consists of, in bytes.
 *
 * @param before the model was loaded
 * @param after it has answered
 * @param weights as they are computed with, the table of embeddings included
 * @param configuredCache what the key-value caches may take
 * @param usedCache the most that was held of them; the rest is not resident
 */
record MemoryParts(
    Residence before, Residence after, long weights, long configuredCache, long usedCache) {
  private static final double MIB = 1048576;

  /** Adds the parts, and what they leave unexplained of the most that was resident. */
  void addTo(Samples samples, long peak) {
    long start = before.resident() - before.jvm();
    long files = after.files() - before.files();
    samples.add("memory.peak_resident_mib", peak / MIB);
    samples.add("memory.weights_mib", weights / MIB);
    samples.add("memory.configured_cache_mib", configuredCache / MIB);
    samples.add("memory.used_cache_mib", usedCache / MIB);
    samples.add("memory.jvm_heap_mib", after.heap() / MIB);
    samples.add("memory.jvm_metaspace_mib", after.metaspace() / MIB);
    samples.add("memory.jvm_code_cache_mib", after.codeCache() / MIB);
    samples.add("memory.before_model_without_jvm_mib", start / MIB);
    samples.add("memory.mapped_since_mib", files / MIB);
    samples.add(
        "memory.unexplained_mib", (peak - weights - usedCache - after.jvm() - start - files) / MIB);
  }
}
