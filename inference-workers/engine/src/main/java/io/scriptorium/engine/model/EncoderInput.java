package io.scriptorium.engine.model;

import io.scriptorium.engine.PixelValues;

/**
 * An image to encode.
 *
 * @param pixels its patches
 * @param rows cache rows for its tokens, in their order
 */
@SuppressWarnings("ArrayRecordComponent")
public record EncoderInput(PixelValues pixels, int[] rows) {}
