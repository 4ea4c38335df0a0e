/** Whether what is drawn and documented is what the services export. */
@NullMarked
package io.scriptorium.observe;

import org.jspecify.annotations.NullMarked;
