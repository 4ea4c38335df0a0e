package io.scriptorium.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.avro.JobState;
import io.scriptorium.avro.JobStatus;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.RegistryHeader;
import io.scriptorium.schemas.SchemaUnavailableException;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.UndecodableRecordException;
import io.scriptorium.schemas.registry.RegistryStub.Reply;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryFormatTest {
  private static final String TOPIC = Topics.JOB_STATUS.name();
  private static final JobStatus STATUS =
      JobStatus.newBuilder()
          .setJobId("job")
          .setName("name")
          .setState(JobState.READING)
          .setPagesRead(1)
          .setPagesFailed(0)
          .setUpdatedAt(Instant.ofEpochMilli(7))
          .build();
  private static final byte[] SINGLE_OBJECT = Topics.JOB_STATUS.codec().encode(STATUS);

  private final RegistryStub stub = new RegistryStub();

  @BeforeEach
  void letItRegister() {
    stub.reply(
        "POST /subjects/%s-value/versions".formatted(TOPIC), new Reply(200, "{\"id\": 258}"));
    know(258, Topics.JOB_STATUS.schema());
  }

  @AfterEach
  void closeStub() {
    stub.close();
  }

  private void know(int id, Schema schema) {
    String body = new ObjectMapper().createObjectNode().put("schema", schema.toString()).toString();
    stub.reply("GET /schemas/ids/" + id, new Reply(200, body));
  }

  private RegistryFormat format() {
    return RegistryFormat.open(
        new SchemaRegistry(new RegistryAccess(stub.url(), Optional.empty()), Duration.ofSeconds(3)),
        List.of(TOPIC, "scriptorium.retry-10s"));
  }

  private byte[] written(byte[] value) {
    return format().serializer().serialize(TOPIC, value);
  }

  @Test
  void writesTheNumberWhereTheFingerprintWas() {
    byte[] value = written(SINGLE_OBJECT);

    assertThat(value).startsWith(0, 0, 0, 1, 2).hasSize(SINGLE_OBJECT.length - 5);
    assertThat(ByteBuffer.wrap(value, 5, value.length - 5))
        .isEqualTo(ByteBuffer.wrap(SINGLE_OBJECT, 10, SINGLE_OBJECT.length - 10));
  }

  @Test
  void readsBothFormats() {
    AvroCodec<JobStatus> codec = Topics.JOB_STATUS.codec(format());

    assertThat(codec.decode(written(SINGLE_OBJECT))).isEqualTo(STATUS);
    assertThat(codec.decode(SINGLE_OBJECT)).isEqualTo(STATUS);
  }

  @Test
  void leavesAloneWhatIsNoRecordOfTheTopicsVersion() {
    RegistryFormat format = format();
    byte[] other = SINGLE_OBJECT.clone();
    other[5]++;
    byte[] garbage = {0, 1, 2};

    assertThat(format.serializer().serialize(TOPIC, other)).isSameAs(other);
    assertThat(format.serializer().serialize(TOPIC, garbage)).isSameAs(garbage);
    assertThat(format.serializer().serialize("scriptorium.retry-10s", SINGLE_OBJECT))
        .isSameAs(SINGLE_OBJECT);
  }

  @Test
  void needsNoRegistryToWriteOnceItIsOpen() {
    RegistryFormat format = format();
    stub.close();

    assertThat(RegistryHeader.schemaId(format.serializer().serialize(TOPIC, SINGLE_OBJECT)))
        .hasValue(258);
  }

  @Test
  void doesNotMistakeARecordOfAnotherKind() {
    know(5, Topics.PAGE_JOBS.schema());
    AvroCodec<JobStatus> codec = Topics.JOB_STATUS.codec(format());

    assertThatThrownBy(() -> codec.decode(RegistryHeader.instead(SINGLE_OBJECT, 5)))
        .isInstanceOf(UndecodableRecordException.class)
        .hasMessageContaining("number 5")
        .hasMessageContaining("PageJob");
  }

  @Test
  void readsWhatANewerWriterAdded() {
    know(
        6,
        new Schema.Parser()
            .parse(
                Topics.JOB_STATUS
                    .schema()
                    .toString()
                    .replaceFirst(
                        "\"fields\":\\[",
                        "\"fields\":[{\"name\":\"tenant\",\"type\":\"string\"},")));
    AvroCodec<JobStatus> codec = Topics.JOB_STATUS.codec(format());
    byte[] body = RegistryHeader.instead(SINGLE_OBJECT, 6);
    ByteBuffer newer = ByteBuffer.allocate(body.length + 2);
    newer.put(body, 0, 5).put((byte) 2).put((byte) 'x').put(body, 5, body.length - 5);

    assertThat(codec.decode(newer.array())).isEqualTo(STATUS);
  }

  @Test
  void tellsApartWhatCannotBeSaidNow() {
    stub.reply("GET /schemas/ids/9", new Reply(503, ""));
    AvroCodec<JobStatus> codec =
        Topics.JOB_STATUS.codec(
            RegistryFormat.open(
                new SchemaRegistry(
                    new RegistryAccess(stub.url(), Optional.empty()), Duration.ofMillis(500)),
                List.of()));
    byte[] undecided = RegistryHeader.instead(SINGLE_OBJECT, 9);

    assertThat(codec.isDecidable(undecided)).isFalse();
    assertThatThrownBy(() -> codec.tryDecode(undecided))
        .isInstanceOf(SchemaUnavailableException.class);
    assertThat(codec.isDecidable(SINGLE_OBJECT)).isTrue();
    assertThat(codec.isDecidable(RegistryHeader.instead(SINGLE_OBJECT, 404))).isTrue();
    assertThat(codec.isDecidable(new byte[] {0, 1})).isTrue();
  }

  @Test
  void withoutARegistryItsRecordsAreUndecodable() {
    byte[] value = written(SINGLE_OBJECT);

    assertThatThrownBy(() -> Topics.JOB_STATUS.codec(RecordFormat.SINGLE_OBJECT).decode(value))
        .isInstanceOf(UndecodableRecordException.class)
        .hasMessageContaining("schema 258")
        .hasMessageContaining("--schema-registry");
  }
}
