/** The image that Kubernetes runs, in containers as pods would run it. */
@NullMarked
package io.scriptorium.image;

import org.jspecify.annotations.NullMarked;
