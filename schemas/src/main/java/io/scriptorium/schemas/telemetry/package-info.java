/** What the services tell of themselves: meters, and traces that travel in record headers. */
@NullMarked
package io.scriptorium.schemas.telemetry;

import org.jspecify.annotations.NullMarked;
