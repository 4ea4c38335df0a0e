/** GPT-2 and OPT. */
@NullMarked
package io.scriptorium.engine.model.gpt2;

import org.jspecify.annotations.NullMarked;
