package io.scriptorium.app.observe;

import java.util.OptionalInt;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where metrics and health are served.
 *
 * @param number the port, 0 for any free one; empty: nowhere
 */
public record MetricsPort(OptionalInt number) {
  /** Nowhere. */
  public static final MetricsPort OFF = new MetricsPort(OptionalInt.empty());

  /** Reads a port's number, or {@code off}. */
  public static final class Converter implements ITypeConverter<MetricsPort> {
    @Override
    public MetricsPort convert(String text) {
      if (text.equalsIgnoreCase("off")) {
        return OFF;
      }
      try {
        int number = Integer.parseInt(text);
        if (number >= 0 && number <= 65_535) {
          return new MetricsPort(OptionalInt.of(number));
        }
      } catch (NumberFormatException e) {
        throw notAPort(text);
      }
      throw notAPort(text);
    }

    private static TypeConversionException notAPort(String text) {
      return new TypeConversionException(
          "'%s' is neither a port, 0 to 65535, nor 'off'".formatted(text));
    }
  }
}
