package io.scriptorium.engine.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A turn of a conversation. */
public record ChatMessage(Role role, List<Content> content) {
  public ChatMessage {
    content = List.copyOf(content);
  }

  /** Who speaks. */
  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT
  }

  /** A part of a turn. */
  public sealed interface Content {}

  /** Words. */
  public record Text(String text) implements Content {}

  /** A picture; its pixels go to the model beside the prompt. */
  public record Image() implements Content {}

  /** A turn of the user: words alone. */
  public static ChatMessage user(String text) {
    return new ChatMessage(Role.USER, List.of(new Text(text)));
  }

  /** A turn of the user: a picture and, unless empty, words about it. */
  public static ChatMessage userWithImage(String text) {
    return userWithImages(1, text);
  }

  /** A turn of the user: so many pictures and, unless empty, words about them. */
  public static ChatMessage userWithImages(int pictures, String text) {
    List<Content> content = new ArrayList<>(Collections.nCopies(pictures, new Image()));
    if (!text.isEmpty()) {
      content.add(new Text(text));
    }
    return new ChatMessage(Role.USER, content);
  }
}
