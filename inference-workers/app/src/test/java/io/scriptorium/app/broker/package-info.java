@NullMarked
package io.scriptorium.app.broker;

import org.jspecify.annotations.NullMarked;
