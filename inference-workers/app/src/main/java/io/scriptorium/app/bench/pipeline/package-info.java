/**
 * {@code scriptorium bench pipeline}: the whole pipeline beside Tesseract and beside the engine
 * alone, at light load, over partitions, before a backlog.
 */
@NullMarked
package io.scriptorium.app.bench.pipeline;

import org.jspecify.annotations.NullMarked;
