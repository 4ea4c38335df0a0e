/** Llama, Qwen2, Qwen2-VL and Qwen2.5-VL. */
@NullMarked
package io.scriptorium.engine.model.qwen;

import org.jspecify.annotations.NullMarked;
