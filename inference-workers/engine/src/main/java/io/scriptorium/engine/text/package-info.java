/** Tokenizers, chat templates, prompts, stop tokens: what a model folder says about text. */
@NullMarked
package io.scriptorium.engine.text;

import org.jspecify.annotations.NullMarked;
