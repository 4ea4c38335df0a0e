/**
 * The documents in {@code samples/}: their texts, how they are typeset, and that they are current.
 */
@NullMarked
package io.scriptorium.samples;

import org.jspecify.annotations.NullMarked;
