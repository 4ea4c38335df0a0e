/** KEDA's resources, as far as they are used here. */
@NullMarked
package io.scriptorium.deploy.keda;

import org.jspecify.annotations.NullMarked;
