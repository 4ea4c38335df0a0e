package io.scriptorium.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.scriptorium.engine.image.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"qwen2_5", "deepseek_v3"})
  void rendersConversationsAsTheReferenceDoes(String name) throws Exception {
    Path model = Fixtures.folder("parity/tokenizers").resolve(name);
    ChatTemplate template = ChatTemplate.load(model).orElseThrow();

    for (JsonNode chat : Fixtures.json(model.resolve("expected.json")).path("chats")) {
      List<ChatMessage> messages = new ArrayList<>();
      for (JsonNode message : chat.path("messages")) {
        messages.add(
            new ChatMessage(
                ChatMessage.Role.valueOf(message.path("role").asText().toUpperCase(Locale.ROOT)),
                List.of(new ChatMessage.Text(message.path("content").asText()))));
      }
      assertThat(template.render(messages)).isEqualTo(chat.path("prompt").asText());
    }
  }

  @Test
  void aModelMayHaveNone() throws IOException {
    Path llama = Fixtures.folder("parity/tokenizers").resolve("llama2");
    assertThat(ChatTemplate.load(llama)).isEmpty();
    assertThat(ChatTemplate.load(folder)).isEmpty();
  }

  @Test
  void aFolderThatNamesTheFormOfItsTurnsNeedsNoTemplate() throws IOException {
    Files.writeString(folder.resolve("generation_config.json"), "{\"chat_format\": \"chatml\"}");

    ChatTemplate template = ChatTemplate.load(folder).orElseThrow();

    assertThat(template.render(List.of(ChatMessage.userWithImage("Where is {{ it }}?"))))
        .isEqualTo(
            """
            <|im_start|>system
            You are a helpful assistant.<|im_end|>
            <|im_start|>user
            Picture 1: <img><imgpad></img>
            Where is {{ it }}?<|im_end|>
            <|im_start|>assistant
            """);
    assertThat(template.render(List.of(ChatMessage.user("Hello"))))
        .endsWith("<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n");
  }

  @Test
  void rendersPicturesInTheirPlace() throws IOException {
    String template =
        """
        {% set image_count = namespace(value=0) %}{% for message in messages %}\
        {% if loop.first and message['role'] != 'system' %}<|im_start|>system
        You are a helpful assistant.<|im_end|>
        {% endif %}<|im_start|>{{ message['role'] }}
        {% if message['content'] is string %}{{ message['content'] }}<|im_end|>
        {% else %}{% for content in message['content'] %}\
        {% if content['type'] == 'image' or 'image' in content or 'image_url' in content %}\
        {% set image_count.value = image_count.value + 1 %}\
        {% if add_vision_id %}Picture {{ image_count.value }}: {% endif %}\
        <|vision_start|><|image_pad|><|vision_end|>\
        {% elif 'text' in content %}{{ content['text'] }}{% endif %}{% endfor %}<|im_end|>
        {% endif %}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
        {% endif %}""";

    assertThat(jinja(template).render(List.of(ChatMessage.userWithImage("Read {{ this }}."))))
        .isEqualTo(
            """
            <|im_start|>system
            You are a helpful assistant.<|im_end|>
            <|im_start|>user
            <|vision_start|><|image_pad|><|vision_end|>Read {{ this }}.<|im_end|>
            <|im_start|>assistant
            """);
  }

  @Test
  void trimsBlocksAsTheReferenceDoes() throws IOException {
    String template =
        """
        {%- for message in messages %}
            {% if message.role == 'user' %}
          U: {{ message.content | trim }}
            {% endif %}
        {% endfor %}
        end
        """;

    assertThat(jinja(template).render(List.of(ChatMessage.user("  a "))))
        .isEqualTo("  U: a\nend\n");
  }

  @Test
  void passesOnWhatATemplateRefuses() throws IOException {
    ChatTemplate template =
        jinja("{% if messages|length > 1 %}{{ raise_exception('One turn only') }}{% endif %}ok");

    assertThat(template.render(List.of(ChatMessage.user("a")))).isEqualTo("ok");
    assertThatThrownBy(() -> template.render(List.of(ChatMessage.user("a"), ChatMessage.user("b"))))
        .isInstanceOf(ModelFolderException.class)
        .hasMessageContaining("One turn only");
  }

  @Test
  void rendersValuesAsJson() throws IOException {
    assertThat(jinja("{{ messages[0] | tojson }}").render(List.of(ChatMessage.user("a\"b"))))
        .contains("\"role\"")
        .contains("\"a\\\"b\"");
  }

  @Test
  void takesTemplatesFromEveryPlace() throws IOException {
    write("tokenizer_config.json", Map.of("chat_template", "1", "bos_token", "<s>"));
    assertThat(render()).isEqualTo("1");
    write(
        "tokenizer_config.json",
        Map.of(
            "chat_template",
            List.of(
                Map.of("name", "tools", "template", "no"),
                Map.of("name", "default", "template", "2")),
            "bos_token",
            Map.of("content", "<s>")));
    assertThat(render()).isEqualTo("2");
    write("chat_template.json", Map.of("chat_template", "{{ bos_token }}3"));
    assertThat(render()).isEqualTo("<s>3");
    assertThat(jinja("4").render(List.of())).isEqualTo("4");
  }

  private String render() {
    return ChatTemplate.load(folder).orElseThrow().render(List.of());
  }

  private void write(String name, Map<String, Object> json) throws IOException {
    Files.write(folder.resolve(name), new ObjectMapper().writeValueAsBytes(json));
  }

  private ChatTemplate jinja(String template) throws IOException {
    Files.writeString(folder.resolve("chat_template.jinja"), template);
    return ChatTemplate.load(folder).orElseThrow();
  }
}
