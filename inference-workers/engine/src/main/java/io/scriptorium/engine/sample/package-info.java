/** Which token follows, given a row of logits: penalties, filters, draws, acceptance of drafts. */
@NullMarked
package io.scriptorium.engine.sample;

import org.jspecify.annotations.NullMarked;
