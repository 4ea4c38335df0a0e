/** The reader of all commands that run a model in this process. */
@NullMarked
package io.scriptorium.app.reader;

import org.jspecify.annotations.NullMarked;
