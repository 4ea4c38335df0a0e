/** GPT-2. */
@NullMarked
package io.scriptorium.engine.model.gpt2;

import org.jspecify.annotations.NullMarked;
