/** BLIP's captions, and its image encoder, which BLIP-2 and InstructBLIP build upon. */
@NullMarked
package io.scriptorium.engine.model.blip;

import org.jspecify.annotations.NullMarked;
