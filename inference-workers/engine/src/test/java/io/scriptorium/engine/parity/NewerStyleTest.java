package io.scriptorium.engine.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.scriptorium.engine.torch.SafetensorsWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fixture told again in the newer style: nested configuration, other names, two shards. */
class NewerStyleTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> OUTSIDE_TEXT =
      Set.of("architectures", "model_type", "vision_config", "image_token_id", "video_token_id");

  @TempDir Path folder;

  @Test
  void agreesWithTheReference() throws IOException {
    Path fixture = Fixtures.folder("parity/models/qwen2.5-vl");
    for (String file : List.of("expected.json", "expected.safetensors")) {
      Files.copy(fixture.resolve(file), folder.resolve(file));
    }
    JSON.writeValue(folder.resolve("config.json").toFile(), newer(fixture));
    writeShards(Files.readAllBytes(fixture.resolve("model.safetensors")));

    ParityReport report = ParityCheck.run(folder);

    assertThat(report.passed()).as(report.line()).isTrue();
  }

  private static ObjectNode newer(Path fixture) throws IOException {
    ObjectNode config = (ObjectNode) JSON.readTree(fixture.resolve("config.json").toFile());
    ObjectNode text = JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> entry : config.deepCopy().properties()) {
      if (!OUTSIDE_TEXT.contains(entry.getKey())) {
        text.set(entry.getKey(), entry.getValue());
        config.remove(entry.getKey());
      }
    }
    ObjectNode rope = (ObjectNode) text.remove("rope_scaling");
    rope.put("rope_type", "default").remove("type");
    rope.set("rope_theta", text.remove("rope_theta"));
    text.set("rope_parameters", rope);
    text.set("dtype", text.remove("torch_dtype"));
    config.set("text_config", text);
    return config;
  }

  private void writeShards(byte[] file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) bytes.getLong();
    SafetensorsWriter[] shards = {new SafetensorsWriter(), new SafetensorsWriter()};
    ObjectNode weightMap = JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> entry :
        JSON.readTree(new String(file, 8, header, StandardCharsets.UTF_8)).properties()) {
      if (!entry.getKey().equals("__metadata__")) {
        String name = newerName(entry.getKey());
        int shard = weightMap.size() % 2;
        weightMap.put(name, "model-" + shard + ".safetensors");
        add(shards[shard], name, entry.getValue(), file, 8 + header);
      }
    }
    for (int i = 0; i < shards.length; i++) {
      shards[i].write(folder.resolve("model-" + i + ".safetensors"));
    }
    JSON.writeValue(
        folder.resolve("model.safetensors.index.json").toFile(),
        JSON.createObjectNode().set("weight_map", weightMap));
  }

  private static void add(
      SafetensorsWriter shard, String name, JsonNode tensor, byte[] file, int dataStart) {
    List<Long> shape =
        StreamSupport.stream(tensor.path("shape").spliterator(), false)
            .map(JsonNode::asLong)
            .toList();
    int start = dataStart + tensor.path("data_offsets").path(0).asInt();
    int end = dataStart + tensor.path("data_offsets").path(1).asInt();
    shard.add(name, tensor.path("dtype").asText(), shape, Arrays.copyOfRange(file, start, end));
  }

  private static String newerName(String name) {
    if (name.startsWith("visual.")) {
      return "model." + name;
    }
    return name.startsWith("model.")
        ? "model.language_model." + name.substring("model.".length())
        : name;
  }
}
