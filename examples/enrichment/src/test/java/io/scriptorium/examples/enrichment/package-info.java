@NullMarked
package io.scriptorium.examples.enrichment;

import org.jspecify.annotations.NullMarked;
