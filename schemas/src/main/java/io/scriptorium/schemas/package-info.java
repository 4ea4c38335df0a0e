/** Topic catalogue and serdes of the Avro records in {@code io.scriptorium.avro}. */
@NullMarked
package io.scriptorium.schemas;

import org.jspecify.annotations.NullMarked;
