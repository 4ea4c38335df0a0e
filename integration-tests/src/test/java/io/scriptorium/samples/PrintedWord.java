package io.scriptorium.samples;

/**
 * A word as printed on a page.
 *
 * @param text without spaces
 * @param x0 left edge in points, from the left of the page
 * @param y0 top of capital letters in points, from the top of the page
 * @param x1 right edge
 * @param y1 bottom of descenders
 */
record PrintedWord(String text, double x0, double y0, double x1, double y1) {}
