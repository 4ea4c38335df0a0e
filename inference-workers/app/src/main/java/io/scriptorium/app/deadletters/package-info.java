/** Looks at what was given up, and submits it again. */
@NullMarked
package io.scriptorium.app.deadletters;

import org.jspecify.annotations.NullMarked;
