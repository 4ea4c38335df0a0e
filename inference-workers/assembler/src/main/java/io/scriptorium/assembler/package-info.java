/** Joins page results into documents with Kafka Streams, and reports progress. */
@NullMarked
package io.scriptorium.assembler;

import org.jspecify.annotations.NullMarked;
