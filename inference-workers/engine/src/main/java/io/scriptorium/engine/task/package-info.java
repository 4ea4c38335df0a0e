/** From a job to model requests and back: OCR, caption, grounding, prompt. */
@NullMarked
package io.scriptorium.engine.task;

import org.jspecify.annotations.NullMarked;
