/** CLIP: its two encoders, the first of which other families build upon. */
@NullMarked
package io.scriptorium.engine.model.clip;

import org.jspecify.annotations.NullMarked;
