/** The poll loop: takes jobs, holds back when full, commits results and offsets together. */
@NullMarked
package io.scriptorium.worker.loop;

import org.jspecify.annotations.NullMarked;
