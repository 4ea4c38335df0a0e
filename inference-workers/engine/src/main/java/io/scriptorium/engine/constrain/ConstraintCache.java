package io.scriptorium.engine.constrain;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Constraints over one vocabulary, each made once however many ask for it; those that cannot be
 * used are remembered too. The least recently used go when the memory that all may take exceeds a
 * bound. Safe for use by several threads.
 */
public final class ConstraintCache {
  private static final long DEFAULT_BYTES = 256L << 20;

  /** Bounds those that take hardly any memory. */
  private static final int MOST = 1_000;

  private final Supplier<VocabularyTrie> vocabulary;
  private final long maxBytes;
  private final Map<ConstraintSpec, CompletableFuture<TokenAutomaton>> known =
      new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param vocabulary asked for each time a constraint is made
   */
  public ConstraintCache(Supplier<VocabularyTrie> vocabulary) {
    this(vocabulary, DEFAULT_BYTES);
  }

  ConstraintCache(Supplier<VocabularyTrie> vocabulary, long maxBytes) {
    this.vocabulary = vocabulary;
    this.maxBytes = maxBytes;
  }

  /**
   * A constraint in the vocabulary's tokens; waits where another thread is making it.
   *
   * @throws BadConstraintException if it is wrong, not supported or too large
   */
  public TokenAutomaton get(ConstraintSpec spec) {
    CompletableFuture<TokenAutomaton> fresh = new CompletableFuture<>();
    CompletableFuture<TokenAutomaton> before;
    synchronized (known) {
      before = known.putIfAbsent(spec, fresh);
    }
    if (before == null) {
      make(spec, fresh);
    }
    return result(before == null ? fresh : before);
  }

  private void make(ConstraintSpec spec, CompletableFuture<TokenAutomaton> fresh) {
    try {
      fresh.complete(spec.constraint().over(vocabulary.get()));
      trim();
    } catch (BadConstraintException e) {
      fresh.completeExceptionally(e);
      trim();
    } catch (RuntimeException | Error e) {
      synchronized (known) {
        known.remove(spec, fresh);
      }
      fresh.completeExceptionally(e);
    }
  }

  private static TokenAutomaton result(CompletableFuture<TokenAutomaton> made) {
    try {
      return made.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void trim() {
    synchronized (known) {
      long bytes = known.entrySet().stream().mapToLong(ConstraintCache::bytes).sum();
      Iterator<Entry<ConstraintSpec, CompletableFuture<TokenAutomaton>>> oldest =
          known.entrySet().iterator();
      while (known.size() > 1 && (bytes > maxBytes || known.size() > MOST)) {
        bytes -= bytes(oldest.next());
        oldest.remove();
      }
    }
  }

  private static long bytes(Entry<ConstraintSpec, CompletableFuture<TokenAutomaton>> entry) {
    long text = (long) Character.BYTES * entry.getKey().text().length();
    CompletableFuture<TokenAutomaton> made = entry.getValue();
    boolean isThere = made.isDone() && !made.isCompletedExceptionally();
    return text + (isThere ? made.join().mostBytes() : 0);
  }

  /** Constraints that are remembered. */
  int size() {
    synchronized (known) {
      return known.size();
    }
  }
}
