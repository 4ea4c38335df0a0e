package io.scriptorium.engine.task;

import java.util.Optional;

/**
 * An image file and what is asked about it.
 *
 * @param image bytes of a PNG, JPEG, WebP, GIF, BMP or TIFF file (first page); not copied
 * @param kind what is asked
 * @param layout how an OCR task reads the page
 * @param prompt text of a PROMPT task, phrase of a GROUND task; empty: the task's own
 * @param rules what is asked of each answer
 */
@SuppressWarnings("ArrayRecordComponent")
public record TaskRequest(
    byte[] image, TaskKind kind, OcrLayout layout, Optional<String> prompt, AnswerRules rules) {}
