package io.scriptorium.producers.share;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * A queue of several flows of which each gets its fair share; within a flow, first come, first
 * served. For one thread.
 */
public final class FairQueue<F, E> {
  private final FairShares<F> shares;
  private final ToDoubleFunction<E> costs;

  /** Flows with work, in the order in which they came to have some. */
  private final Map<F, Deque<E>> flows = new LinkedHashMap<>();

  private int size;

  /**
   * An empty queue.
   *
   * @param weights of flows; positive
   * @param costs of elements, in the unit that is shared; positive
   */
  public FairQueue(ToDoubleFunction<F> weights, ToDoubleFunction<E> costs) {
    this.shares = new FairShares<>(weights);
    this.costs = costs;
  }

  public void add(F flow, E element) {
    flows.computeIfAbsent(flow, key -> new ArrayDeque<>()).add(element);
    size++;
  }

  /**
   * The next element.
   *
   * @throws NoSuchElementException if there is none
   */
  public E first() {
    return flow(shares.next(flows.keySet())).getFirst();
  }

  /**
   * Takes the next element out.
   *
   * @throws NoSuchElementException if there is none
   */
  public E removeFirst() {
    F flow = shares.next(flows.keySet());
    Deque<E> elements = flow(flow);
    E element = elements.removeFirst();
    shares.charge(flow, costs.applyAsDouble(element));
    if (elements.isEmpty()) {
      flows.remove(flow);
    }
    size--;
    return element;
  }

  private Deque<E> flow(F flow) {
    Deque<E> elements = flows.get(flow);
    if (elements == null) {
      throw new NoSuchElementException("No such flow: " + flow);
    }
    return elements;
  }

  /** Takes out whatever is meant; nobody is charged for it. */
  public void removeIf(Predicate<E> which) {
    Iterator<Deque<E>> all = flows.values().iterator();
    while (all.hasNext()) {
      Deque<E> elements = all.next();
      int before = elements.size();
      elements.removeIf(which);
      size -= before - elements.size();
      if (elements.isEmpty()) {
        all.remove();
      }
    }
  }

  /** Flows with work. */
  public int flows() {
    return flows.size();
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }
}
