/** Commands that run until they are told to stop: broker, splitter, worker, assembler. */
@NullMarked
package io.scriptorium.app.service;

import org.jspecify.annotations.NullMarked;
