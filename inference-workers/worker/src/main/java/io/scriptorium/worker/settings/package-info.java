/** Settings of a worker: records that check themselves and name all problems at once. */
@NullMarked
package io.scriptorium.worker.settings;

import org.jspecify.annotations.NullMarked;
