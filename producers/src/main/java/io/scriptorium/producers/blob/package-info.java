/** Where payloads lie that are too large for a record, and how they get in and out of records. */
@NullMarked
package io.scriptorium.producers.blob;

import org.jspecify.annotations.NullMarked;
