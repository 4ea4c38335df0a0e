package io.scriptorium.engine.bench;

import io.scriptorium.engine.LoopDetection;
import io.scriptorium.engine.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Text requests of random tokens, with lengths spread evenly. They have no stop token, and loops do
 * not end them: an answer is as long as it may be. The same seed gives the same requests.
 */
public final class RaggedRequests {
  private static final int SHORTEST_PROMPT = 16;
  private static final int LONGEST_PROMPT = 512;
  private static final int SHORTEST_ANSWER = 8;
  private static final int LONGEST_ANSWER = 256;

  private final Random random;
  private final int vocabulary;

  public RaggedRequests(int vocabulary, long seed) {
    this.random = new Random(seed);
    this.vocabulary = vocabulary;
  }

  /** Prompts of 16 to 512 tokens, answers of 8 to 256. */
  public List<Request> ragged(int count) {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(
          request(
              between(SHORTEST_PROMPT, LONGEST_PROMPT), between(SHORTEST_ANSWER, LONGEST_ANSWER)));
    }
    return requests;
  }

  /** Requests that all have these lengths. */
  public List<Request> equal(int count, int prompt, int answer) {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(request(prompt, answer));
    }
    return requests;
  }

  private Request request(int prompt, int answer) {
    int[] tokens = random.ints(prompt, 0, vocabulary).toArray();
    Request request = new Request(tokens, List.of(), answer, Set.of());
    return request.withStopRules(request.stopRules().withLoopDetection(LoopDetection.OFF));
  }

  private int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }
}
