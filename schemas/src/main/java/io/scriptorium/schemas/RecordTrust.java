package io.scriptorium.schemas;

import org.apache.avro.Conversion;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Tells Avro that the generated records may be instantiated. Since 1.12.2 Avro refuses every class
 * that it was not told to trust, a default value of a builder included, so that this must happen
 * before the first record is built, whoever builds it. Avro looks for conversions while a generated
 * class is initialised; this class registers as one for that moment and converts nothing.
 */
public final class RecordTrust extends Conversion<RecordTrust> {
  private static final String PACKAGE = "io.scriptorium.avro";

  static {
    ClassSecurityPredicate others = ClassSecurityValidator.getGlobal();
    ClassSecurityPredicate records = type -> type.getPackageName().equals(PACKAGE);
    ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(others, records));
  }

  /** For Avro's service loader. */
  public RecordTrust() {}

  @Override
  public Class<RecordTrust> getConvertedType() {
    return RecordTrust.class;
  }

  @Override
  public String getLogicalTypeName() {
    return "scriptorium-record-trust";
  }
}
