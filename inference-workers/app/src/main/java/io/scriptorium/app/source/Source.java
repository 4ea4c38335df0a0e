package io.scriptorium.app.source;

import java.nio.file.Path;

/**
 * A file to be read.
 *
 * @param path where it is
 * @param name what the person calls it: the path as it was given, or the given folder and the way
 *     from there
 */
public record Source(Path path, String name) {}
