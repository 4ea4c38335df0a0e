/** Decoding of image files within limits, and preprocessing to model inputs. */
@NullMarked
package io.scriptorium.engine.image;

import org.jspecify.annotations.NullMarked;
