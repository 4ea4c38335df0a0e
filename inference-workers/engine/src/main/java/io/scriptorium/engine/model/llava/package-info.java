/** LLaVA 1.5 and LLaVA-NeXT. */
@NullMarked
package io.scriptorium.engine.model.llava;

import org.jspecify.annotations.NullMarked;
