/**
 * What all commands share towards the person at the terminal: settings, errors, progress, figures.
 */
@NullMarked
package io.scriptorium.app.console;

import org.jspecify.annotations.NullMarked;
