package io.scriptorium.assembler;

import static io.scriptorium.assembler.Records.cancelledPage;
import static io.scriptorium.assembler.Records.failedPage;
import static io.scriptorium.assembler.Records.manifest;
import static io.scriptorium.assembler.Records.manifestDue;
import static io.scriptorium.assembler.Records.page;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.scriptorium.assembler.document.DocumentBinder;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.LabelScore;
import io.scriptorium.avro.PageResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentJsonTest {
  @TempDir private Path folder;
  private String json;

  /** A page that was read, one that failed, one that never came. */
  @BeforeEach
  void bind() throws Exception {
    try (AssemblyBench bench = AssemblyBench.in(folder)) {
      bench.send(manifestDue("a", Records.NOON.plusSeconds(1), 1, 2, 3));
      bench.send(
          PageResult.newBuilder(page("a", 1, "one \"quoted\"\n"))
              .setReasoning("It is \"one\".")
              .setEmbedding(List.of(0.5f, -1f))
              .setLabels(List.of(new LabelScore("a letter", 0.75)))
              .build());
      bench.send(failedPage("a", 2, FailureReason.CORRUPT_FILE, "second"));
      bench.advance(Duration.ofSeconds(1));
      json = bench.read(bench.results().get(0).getJson());
    }
  }

  @Test
  void keepsToItsSchema() throws IOException {
    JsonSchema schema = schema();

    assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
    // The schema does refuse what it does not describe.
    String strange = json.replace("\"attempts\"", "\"tries\"");
    assertThat(schema.validate(strange, InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void soDoesThatOfACancelledDocument(@TempDir Path other) throws Exception {
    try (AssemblyBench bench = AssemblyBench.in(other)) {
      bench.send(manifest("a", 1, 2));
      bench.send(page("a", 1, "one"));
      bench.send(cancelledPage("a", 2));

      String cancelled = bench.read(bench.results().get(0).getJson());
      assertThat(schema().validate(cancelled, InputFormat.JSON)).isEmpty();
      assertThat(cancelled).contains("\"status\":\"CANCELLED\"");
    }
  }

  @Test
  void writesFieldsInAFixedOrder() {
    assertThat(json)
        .isEqualTo(
            """
            {"name":"a.pdf","jobId":"a","status":"PARTIAL","pages":[
            {"page":1,"status":"OK","failure":null,"width":800,"height":1200,"text":"one \\"quoted\\"\\n","markdown":"**one \\"quoted\\"\\n**\\n","regions":[{"kind":"LINE","box":[1.0,2.0,30.5,40.0],"text":"one \\"quoted\\"\\n","confidence":0.75,"block":0,"row":null,"column":null},{"kind":"CELL","box":[0.0,0.0,1.0,1.0],"text":"é","confidence":null,"block":1,"row":2,"column":3}],"reasoning":"It is \\"one\\".","embedding":[0.5,-1.0],"labels":[{"label":"a letter","score":0.75}],"model":{"name":"reader-tiny","version":"0123456789ab","prompt":"ocr-lines/1","numbers":"FLOAT32"},"tokens":{"text":5,"image":70,"output":11},"timings":{"queued":1.5,"fetch":0.0,"decode":2.0,"layout":3.0,"model":4.0},"attempts":1}
            ,{"page":2,"status":"FAILED","failure":{"reason":"CORRUPT_FILE","message":"second"},"width":800,"height":1200,"text":"","markdown":"","regions":[],"reasoning":null,"embedding":null,"labels":[],"model":null,"tokens":{"text":5,"image":70,"output":11},"timings":{"queued":1.5,"fetch":0.0,"decode":2.0,"layout":3.0,"model":4.0},"attempts":1}
            ,{"page":3,"status":"FAILED","failure":{"reason":"DEADLINE_EXCEEDED","message":"The page had not been read by the deadline"},"width":0,"height":0,"text":"","markdown":"","regions":[],"reasoning":null,"embedding":null,"labels":[],"model":null,"tokens":{"text":0,"image":0,"output":0},"timings":{"queued":0.0,"fetch":0.0,"decode":0.0,"layout":0.0,"model":0.0},"attempts":0}]}
            """);
  }

  private static JsonSchema schema() throws IOException {
    try (InputStream file =
        requireNonNull(DocumentBinder.class.getResourceAsStream("document.schema.json"))) {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(file);
    }
  }
}
