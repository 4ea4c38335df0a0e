/** A mock of S3 in a process of its own, faults before it, and the blob store against both. */
@NullMarked
package io.scriptorium.s3;

import org.jspecify.annotations.NullMarked;
