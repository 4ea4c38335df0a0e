package io.scriptorium.engine.batch;

import io.scriptorium.engine.cache.ImageRows;

/**
 * An image of a running sequence.
 *
 * @param place where its tokens stand in the prompt
 * @param rows its embeddings, shared with other sequences
 */
record HeldImage(PromptImages.Run place, ImageRows rows) {}
