/** Strimzi's resources, written from the catalogues in the code. */
@NullMarked
package io.scriptorium.deploy.strimzi;

import org.jspecify.annotations.NullMarked;
