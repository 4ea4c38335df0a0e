/** Answers given before to the same content and task, so that no model need give them again. */
@NullMarked
package io.scriptorium.worker.recall;

import org.jspecify.annotations.NullMarked;
