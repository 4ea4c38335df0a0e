/** The job library: puts documents and images on their topics. */
@NullMarked
package io.scriptorium.producers.job;

import org.jspecify.annotations.NullMarked;
