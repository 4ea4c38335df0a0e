/** The first generation of Qwen, and Qwen-VL. */
@NullMarked
package io.scriptorium.engine.model.qwen1;

import org.jspecify.annotations.NullMarked;
