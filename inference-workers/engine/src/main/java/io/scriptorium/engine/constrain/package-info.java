/** What an answer must look like: regular expressions and JSON schemas as automata over tokens. */
@NullMarked
package io.scriptorium.engine.constrain;

import org.jspecify.annotations.NullMarked;
