package io.scriptorium.app.bench.pipeline;

import io.scriptorium.avro.Task;
import io.scriptorium.engine.task.ModelTaskRunner;
import io.scriptorium.producers.split.SplitLimits;
import java.util.Optional;

/**
 * What pages are read with.
 *
 * @param model loaded; pipelines and the bare engine use it in turn
 * @param limits of documents
 * @param task what is asked of each page
 * @param range which pages of a document, e.g. {@code 1-3,7,9-}; empty: all
 */
record Reading(ModelTaskRunner model, SplitLimits limits, Task task, Optional<String> range) {}
