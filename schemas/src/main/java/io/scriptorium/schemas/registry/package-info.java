/** Records whose schemas lie in a registry, in Confluent's format, beside the default one. */
@NullMarked
package io.scriptorium.schemas.registry;

import org.jspecify.annotations.NullMarked;
