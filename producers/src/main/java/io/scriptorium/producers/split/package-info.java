/** From a document's bytes to page images, and the service that does so between topics. */
@NullMarked
package io.scriptorium.producers.split;

import org.jspecify.annotations.NullMarked;
