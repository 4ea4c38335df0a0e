/** The inference engine: sequences join and leave a running batch at every step. */
@NullMarked
package io.scriptorium.engine;

import org.jspecify.annotations.NullMarked;
