/** Which files are meant by the paths that a person gives. */
@NullMarked
package io.scriptorium.app.source;

import org.jspecify.annotations.NullMarked;
