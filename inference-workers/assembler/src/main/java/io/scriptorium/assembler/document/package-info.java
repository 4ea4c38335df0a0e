/** Binds the pages of a document into its text, Markdown and JSON, one page in memory at a time. */
@NullMarked
package io.scriptorium.assembler.document;

import org.jspecify.annotations.NullMarked;
