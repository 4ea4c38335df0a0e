/** Llama, Qwen2 and Qwen2.5-VL. */
@NullMarked
package io.scriptorium.engine.model.qwen;

import org.jspecify.annotations.NullMarked;
