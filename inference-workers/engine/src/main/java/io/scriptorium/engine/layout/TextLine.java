package io.scriptorium.engine.layout;

import io.scriptorium.engine.image.GrayImage;

/**
 * A run of text on one line, found but not yet read.
 *
 * @param box where it is on the page, upright
 * @param image the line cut out of the page (and turned level where the page is skewed), dark on
 *     light, at the page's resolution, with a margin of up to 30 % of its height above and below
 * @param score how sure the finder is, 0 to 1
 */
public record TextLine(Box box, GrayImage image, float score) {}
