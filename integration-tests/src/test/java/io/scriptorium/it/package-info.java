/** What the whole of Scriptorium promises, tried on real brokers with real faults. */
@NullMarked
package io.scriptorium.it;

import org.jspecify.annotations.NullMarked;
