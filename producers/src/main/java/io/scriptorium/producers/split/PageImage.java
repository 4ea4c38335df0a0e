package io.scriptorium.producers.split;

import java.util.OptionalInt;

/**
 * A page as an image file.
 *
 * @param content bytes of the file; not copied, treat as read-only
 * @param mediaType e.g. {@code image/png}
 * @param dpi dots an inch where the page was rendered; empty where it was an image before
 */
@SuppressWarnings("ArrayRecordComponent")
public record PageImage(byte[] content, String mediaType, OptionalInt dpi) {}
