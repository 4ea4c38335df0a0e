/** The whole pipeline inside this process: broker, splitter, worker, assembler. */
@NullMarked
package io.scriptorium.app.pipeline;

import org.jspecify.annotations.NullMarked;
