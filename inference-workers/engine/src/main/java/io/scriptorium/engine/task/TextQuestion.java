package io.scriptorium.engine.task;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.constrain.TokenAutomaton;
import io.scriptorium.engine.text.ChatMessage;
import java.util.List;
import java.util.Optional;
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
    AnswerRules rules = run.request().rules();
    Optional<TokenAutomaton> constraint = model.constraint(rules);
    String words = run.request().prompt().orElse("");
    int[] prompt =
        model.takesInstructions()
            ? model.prompts().conversation(List.of(ChatMessage.user(words)))
            : model.prompts().continuation(words);
    // An answer that must match something is that and nothing else.
    Reasoning reasoning =
        constraint.isPresent() ? Reasoning.NONE : Reasoning.after(prompt, model.tokenizer());
    Request request = model.request(prompt, List.of(), rules, constraint);
    return run.ask(model.generator(), request, 0)
        .thenApplyAsync(completion -> done(run, reasoning, completion), afterwards);
  }

  private TaskOutcome done(TaskRun run, Reasoning reasoning, Completion completion) {
    return WholeAnswer.of(completion, model, run.request().rules())
        .apart(reasoning)
        .done(0, 0, TaskProfile.PROMPT.version(), run.usage());
  }
}
