/** NaViT: images of any size and aspect, packed. */
@NullMarked
package io.scriptorium.engine.model.navit;

import org.jspecify.annotations.NullMarked;
