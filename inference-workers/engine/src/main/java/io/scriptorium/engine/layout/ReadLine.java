package io.scriptorium.engine.layout;

/**
 * A text line that was read.
 *
 * @param box where it is on the page
 * @param text what the model answered, without line breaks; may be empty
 * @param confidence geometric mean of its tokens' probabilities, 0 to 1
 */
public record ReadLine(Box box, String text, float confidence) {}
