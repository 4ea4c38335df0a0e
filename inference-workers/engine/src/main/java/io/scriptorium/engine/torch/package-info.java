/**
 * The way to libtorch: program archives, calls, checkpoints. Nothing outside this package sees a
 * native handle.
 */
@NullMarked
package io.scriptorium.engine.torch;

import org.jspecify.annotations.NullMarked;
