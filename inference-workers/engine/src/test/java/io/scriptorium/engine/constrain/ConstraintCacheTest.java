package io.scriptorium.engine.constrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.engine.constrain.ConstraintSpec.Regex;
import io.scriptorium.engine.constrain.ConstraintSpec.Schema;
import io.scriptorium.engine.constrain.VocabularyTrie.LeadingSpace;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConstraintCacheTest {
  private static final VocabularyTrie VOCABULARY =
      new VocabularyTrie(Bytes.of("ab"), LeadingSpace.KEPT);

  private final AtomicInteger made = new AtomicInteger();

  private ConstraintCache cache(long maxBytes) {
    return new ConstraintCache(
        () -> {
          made.incrementAndGet();
          return VOCABULARY;
        },
        maxBytes);
  }

  @Test
  void aConstraintIsMadeOnceForAllThreads() throws Exception {
    ConstraintCache cache = cache(1 << 20);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<TokenAutomaton> ask = () -> cache.get(new Regex("(a|b){50}"));
      Set<TokenAutomaton> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      for (Future<TokenAutomaton> each : threads.invokeAll(Collections.nCopies(1_000, ask))) {
        seen.add(each.get());
      }

      assertThat(seen).hasSize(1);
      assertThat(made).hasValue(1);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void theSameWordsAsAnotherKindAreAnotherConstraint() {
    ConstraintCache cache = cache(1 << 20);

    String words = "{\"const\": 1}";

    assertThat(cache.get(new Schema(words))).isNotNull();
    assertThatThrownBy(() -> cache.get(new Regex(words)))
        .isInstanceOf(BadConstraintException.class);
  }

  @Test
  void whatCannotBeUsedIsRefusedEachTimeByTheSameWords() {
    ConstraintCache cache = cache(1 << 20);

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> cache.get(new Regex("a(b")))
          .isInstanceOf(BadConstraintException.class)
          .hasMessage("Regular expression, at character 4: a group is not closed");
    }
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void theLeastRecentlyUsedMakeRoom() {
    long bytes = Constraint.regex("a{9}").over(VOCABULARY).mostBytes();
    ConstraintCache cache = cache(2 * bytes + bytes / 2);

    TokenAutomaton first = cache.get(new Regex("a{9}"));
    cache.get(new Regex("b{9}"));
    cache.get(new Regex("a{9}"));
    cache.get(new Regex("[ab]{9}"));

    assertThat(cache.size()).isEqualTo(2);
    assertThat(cache.get(new Regex("a{9}"))).isSameAs(first);
    assertThat(made).hasValue(3);
    cache.get(new Regex("b{9}"));
    assertThat(made).hasValue(4);
  }

  @Test
  void whatIsTooLongIsRefusedBeforeItIsRead() {
    assertThatThrownBy(() -> new Regex("a".repeat(10_001)))
        .isInstanceOf(BadConstraintException.class)
        .hasMessage("A regular expression has at most 10,000 characters; this one has 10,001");
    assertThatThrownBy(() -> new Schema(" ".repeat(100_001)))
        .isInstanceOf(BadConstraintException.class)
        .hasMessage("A JSON schema has at most 100,000 characters; this one has 100,001");
  }

  @Test
  void oneThatIsLargerThanTheBoundIsStillMade() {
    ConstraintCache cache = cache(1);

    List.of("a", "b").forEach(regex -> assertThat(cache.get(new Regex(regex))).isNotNull());

    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void aVocabularyThatCannotBeReadIsAskedForAgain() {
    ConstraintCache cache =
        new ConstraintCache(
            () -> {
              made.incrementAndGet();
              throw new IllegalStateException("no vocabulary");
            });

    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(() -> cache.get(new Regex("a"))).hasMessage("no vocabulary");
      assertThat(made).hasValue(i);
    }
  }
}
