/** What is asked of a job, as options. */
@NullMarked
package io.scriptorium.app.job;

import org.jspecify.annotations.NullMarked;
