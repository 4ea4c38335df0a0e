/** The command line. Each command has a package of its own; this one puts them together. */
@NullMarked
package io.scriptorium.app;

import org.jspecify.annotations.NullMarked;
