/** The overlays as Kustomize renders them, as typed resources. */
@NullMarked
package io.scriptorium.deploy.kustomize;

import org.jspecify.annotations.NullMarked;
