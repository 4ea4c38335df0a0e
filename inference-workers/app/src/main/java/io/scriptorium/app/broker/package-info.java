/** The embedded single-node broker of the all-in-one mode and of tests. */
@NullMarked
package io.scriptorium.app.broker;

import org.jspecify.annotations.NullMarked;
