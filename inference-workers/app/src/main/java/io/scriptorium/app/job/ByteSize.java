package io.scriptorium.app.job;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An amount of bytes, written as a number with K, M or G for powers of 1024.
 *
 * @param bytes at least 1
 */
public record ByteSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*([KMG]?)(i?B)?");
  private static final Map<String, Integer> SHIFTS = Map.of("", 0, "K", 10, "M", 20, "G", 30);

  /** Reads one. */
  static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT).replace("IB", "B"));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'%s' is not a size such as 500K, 64M or 2G".formatted(text));
    }
    long number = Long.parseLong(matcher.group(1));
    long bytes = number << SHIFTS.getOrDefault(matcher.group(2), 0);
    if (bytes < 1 || bytes >> SHIFTS.getOrDefault(matcher.group(2), 0) != number) {
      throw new TypeConversionException("'%s' is out of range".formatted(text));
    }
    return new ByteSize(bytes);
  }

  /** For options. */
  public static final class Converter implements ITypeConverter<ByteSize> {
    @Override
    public ByteSize convert(String value) {
      return parse(value);
    }
  }
}
