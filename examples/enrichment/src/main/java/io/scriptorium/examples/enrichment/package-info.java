/** An example: document results joined to a platform's own topic by key, with Kafka Streams. */
@NullMarked
package io.scriptorium.examples.enrichment;

import org.jspecify.annotations.NullMarked;
