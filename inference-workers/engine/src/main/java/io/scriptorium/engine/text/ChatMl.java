package io.scriptorium.engine.text;

import java.nio.file.Path;

/**
 * The conversations of the first Qwen and of Qwen-VL, whose folders name them in {@code
 * generation_config.json} and have no template.
 */
final class ChatMl {
  /** Ends each turn. */
  static final String END = "<|im_end|>";

  /** Images come before the words of a turn and are numbered. */
  static final String TEMPLATE =
      "{% for message in messages %}"
          + "{% if loop.first and message.role != 'system' %}"
          + "{{ '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}{% endif %}"
          + "{{ '<|im_start|>' + message.role + '\\n' }}"
          + "{% if message.content is string %}{{ message.content }}{% else %}"
          + "{% for part in message.content %}{% if part.type == 'image' %}"
          + "Picture {{ loop.index }}: {{ '<img><imgpad></img>\\n' }}"
          + "{% else %}{{ part.text }}{% endif %}{% endfor %}{% endif %}"
          + "{{ '<|im_end|>\\n' }}{% endfor %}{{ '<|im_start|>assistant\\n' }}";

  private ChatMl() {}

  static boolean isAskedFor(Path modelFolder) {
    return ModelJson.read(modelFolder, "generation_config.json")
        .path("chat_format")
        .asText()
        .equals("chatml");
  }
}
