package io.scriptorium.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class SchemaRulesTest {
  private static final Schema FIRST =
      SchemaBuilder.record("R").doc("d").fields().requiredString("a").endRecord();

  @Test
  void fieldAddedWithoutDefaultCannotReadOldRecords() {
    Schema changed =
        SchemaBuilder.record("R").fields().requiredString("a").requiredInt("b").endRecord();

    assertThat(SchemaRules.incompatibilities(changed, List.of(FIRST)))
        .singleElement()
        .asString()
        .contains("the current schema cannot read version 1")
        .contains("b");
  }

  @Test
  void fieldRemovedWithoutDefaultCannotBeReadByOldReaders() {
    Schema changed = SchemaBuilder.record("R").fields().endRecord();

    assertThat(SchemaRules.incompatibilities(changed, List.of(FIRST)))
        .singleElement()
        .asString()
        .contains("version 1 cannot read the current schema");
  }

  @Test
  void typeChangeFailsBothWaysAndAgainstEveryVersion() {
    Schema changed = SchemaBuilder.record("R").fields().requiredInt("a").endRecord();

    assertThat(SchemaRules.incompatibilities(changed, List.of(FIRST, FIRST))).hasSize(4);
  }

  @Test
  void fieldAddedWithDefaultIsCompatible() {
    Schema changed =
        SchemaBuilder.record("R").fields().requiredString("a").optionalInt("b").endRecord();

    assertThat(SchemaRules.incompatibilities(changed, List.of(FIRST))).isEmpty();
  }

  @Test
  void symbolAddedToAnEnumWithoutDefaultIsIncompatible() {
    Schema two = SchemaBuilder.enumeration("E").symbols("A", "B");
    Schema three = SchemaBuilder.enumeration("E").symbols("A", "B", "C");

    assertThat(SchemaRules.incompatibilities(three, List.of(two))).hasSize(1);
  }

  @Test
  void everyMissingDocIsNamed() {
    Schema nested = SchemaBuilder.enumeration("E").symbols("A");
    Schema schema =
        SchemaBuilder.record("R")
            .fields()
            .name("list")
            .type()
            .array()
            .items(nested)
            .noDefault()
            .endRecord();

    assertThat(SchemaRules.missingDocs(schema))
        .containsExactly("record R has no doc", "field R.list has no doc", "enum E has no doc");
  }
}
