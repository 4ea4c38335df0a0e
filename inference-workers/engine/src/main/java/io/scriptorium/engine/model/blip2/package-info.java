/** BLIP-2 and InstructBLIP: images in the words of a language model, by way of a Q-Former. */
@NullMarked
package io.scriptorium.engine.model.blip2;

import org.jspecify.annotations.NullMarked;
