/**
 * Faults at random times on a whole pipeline, and an oracle that says whether every job still has
 * exactly one outcome.
 *
 * <pre>
 *   Chaos ─► ChaosRun ─┬─► Pipeline: Brokers, Crews, BlobFolder ─► Host: Containers or Processes
 *                      ├─► Feeder:    Inputs go in, half of them evenly, half in bursts
 *                      ├─► Inflictor: one Fault after the other
 *                      └─► Oracle:    Outcomes as they come and afterwards, then a Verdict
 * </pre>
 */
@NullMarked
package io.scriptorium.chaos;

import org.jspecify.annotations.NullMarked;
