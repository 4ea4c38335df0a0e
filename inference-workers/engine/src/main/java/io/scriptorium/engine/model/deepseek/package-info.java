/** DeepSeek-V2 and DeepSeek-V3: latent attention, mixtures of experts. */
@NullMarked
package io.scriptorium.engine.model.deepseek;

import org.jspecify.annotations.NullMarked;
