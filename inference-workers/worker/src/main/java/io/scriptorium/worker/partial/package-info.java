/** Text on a topic of its own while it is read, for those who watch. */
@NullMarked
package io.scriptorium.worker.partial;

import org.jspecify.annotations.NullMarked;
