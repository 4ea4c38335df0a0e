/** How a running service can be watched: metrics, health and traces. */
@NullMarked
package io.scriptorium.app.observe;

import org.jspecify.annotations.NullMarked;
