/** The catalogue of a worker's meters. */
@NullMarked
package io.scriptorium.worker.meter;

import org.jspecify.annotations.NullMarked;
