package io.scriptorium.engine.task;

import java.time.Duration;

/**
 * Where a runner's threads spent their time since it was opened, all threads together.
 *
 * @param decode decoding files
 * @param layout finding lines and preparing their images
 * @param vision encoding images
 * @param text computing prompts and answers
 * @param compose putting answers together
 */
public record StageTimes(
    Duration decode, Duration layout, Duration vision, Duration text, Duration compose) {}
