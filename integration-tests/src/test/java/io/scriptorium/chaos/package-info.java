/**
 * Faults at random times on a cluster of processes, and an oracle that says whether every job still
 * has exactly one outcome.
 */
@NullMarked
package io.scriptorium.chaos;

import org.jspecify.annotations.NullMarked;
