/** Manifests for Kubernetes, written from the code. */
@NullMarked
package io.scriptorium.deploy;

import org.jspecify.annotations.NullMarked;
