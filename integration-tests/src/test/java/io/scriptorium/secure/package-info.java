/** Brokers that demand TLS and a login, and grant each role its rights alone. */
@NullMarked
package io.scriptorium.secure;

import org.jspecify.annotations.NullMarked;
