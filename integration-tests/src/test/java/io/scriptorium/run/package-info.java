/** The command line on whole runs: real broker, real model, real files. */
@NullMarked
package io.scriptorium.run;

import org.jspecify.annotations.NullMarked;
