package io.scriptorium.engine.task;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.layout.PageText;
import io.scriptorium.engine.task.TaskOutcome.Done;
import io.scriptorium.engine.text.ChatMessage;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Puts words alone to a model. */
final class TextQuestion {
  private final ReadingModel model;
  private final Executor afterwards;

  TextQuestion(ReadingModel model, Executor afterwards) {
    this.model = model;
    this.afterwards = afterwards;
  }

  CompletableFuture<TaskOutcome> start(TaskRun run) {
    String words = run.request().prompt().orElse("");
    int[] prompt =
        model.takesInstructions()
            ? model.prompts().conversation(List.of(ChatMessage.user(words)))
            : model.prompts().continuation(words);
    int most = model.newTokens(run.request().maxTokens(), prompt.length);
    Request request = model.request(prompt, List.of(), most);
    return run.ask(model.generator(), request, 0)
        .thenApplyAsync(completion -> done(run, completion), afterwards);
  }

  private TaskOutcome done(TaskRun run, Completion completion) {
    String text = completion.text(model.tokenizer()::decode);
    float confidence = LineAnswer.of(text, completion).confidence();
    return new Done(
        new PageText(text, text, List.of()),
        OptionalDouble.of(confidence),
        0,
        0,
        TaskProfile.PROMPT.version(),
        run.usage());
  }
}
