package io.scriptorium.engine.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes a module object in Python's pickle protocol 2, as far as TorchScript attributes need it.
 */
final class Pickle {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Pickle() {}

  /** A {@code __torch__.Model} with these attributes. */
  static byte[] module(Map<String, Object> attributes) {
    Pickle pickle = new Pickle();
    pickle.bytes(0x80, 2);
    pickle.ascii("c__torch__\nModel\n)").bytes(0x81).ascii("}(");
    for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
      pickle.string(attribute.getKey());
      pickle.value(attribute.getValue());
    }
    pickle.ascii("ub.");
    return pickle.out.toByteArray();
  }

  private void value(Object value) {
    if (value instanceof Boolean flag) {
      bytes(flag ? 0x88 : 0x89);
    } else if (value instanceof Long number) {
      integer(number);
    } else if (value instanceof Double number) {
      real(number);
    } else if (value instanceof int[] numbers) {
      ascii("ctorch.jit._pickle\nbuild_intlist\n(](");
      for (int number : numbers) {
        integer(number);
      }
      ascii("etR");
    } else if (value instanceof double[] numbers) {
      ascii("ctorch.jit._pickle\nbuild_doublelist\n(](");
      for (double number : numbers) {
        real(number);
      }
      ascii("etR");
    } else if (value instanceof List<?> empty && empty.isEmpty()) {
      ascii("]");
    } else {
      throw new IllegalArgumentException("No attribute of " + value.getClass());
    }
  }

  private void real(double value) {
    ascii("G");
    out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(value).array());
  }

  private void integer(long value) {
    if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("Attribute out of 32 bits: " + value);
    }
    ascii("J");
    littleEndian((int) value);
  }

  private void string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    ascii("X");
    littleEndian(utf8.length);
    out.writeBytes(utf8);
  }

  private void littleEndian(int value) {
    ByteBuffer four = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(four.putInt(value).array());
  }

  private Pickle ascii(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  private Pickle bytes(int... values) {
    for (int value : values) {
      out.write(value);
    }
    return this;
  }
}
