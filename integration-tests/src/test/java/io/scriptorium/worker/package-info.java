/** A worker with a fault put in on purpose, to show that the oracle would notice. */
@NullMarked
package io.scriptorium.worker;

import org.jspecify.annotations.NullMarked;
