/** Which records of a partition are finished, in memory and in the metadata of a commit. */
@NullMarked
package io.scriptorium.worker.offsets;

import org.jspecify.annotations.NullMarked;
