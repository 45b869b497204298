package io.github.pipefarm.it;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;

/**
 * What a task of the chaos is about.
 *
 * @param id tells it from all others of its round
 * @param baggage what is the matter with the item itself, if anything is
 */
@SuppressWarnings("ArrayRecordComponent") // told apart by their ids
record ChaosItem(int id, ChaosDeed deed, byte[] payload, Object baggage) implements Serializable {
  /** What comes back if the task does nothing worse. */
  Answer answer() {
    return answer(null);
  }

  /** The same, with something in it that may not travel well. */
  Answer answer(Object withBaggage) {
    return new Answer(id, payload, withBaggage);
  }

  boolean isAnsweredBy(Object value) {
    return value instanceof Answer answer
        && answer.id() == id
        && Arrays.equals(answer.payload(), payload);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChaosItem item && item.id == id;
  }

  @Override
  public int hashCode() {
    return Objects.hash(id);
  }

  @Override
  public String toString() {
    return id + " " + deed;
  }

  /** The result that belongs to an item, and to no other. */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(int id, byte[] payload, Object baggage) implements Serializable {
    @Override
    public boolean equals(Object other) {
      return other instanceof Answer answer && answer.id == id;
    }

    @Override
    public int hashCode() {
      return Objects.hash(id);
    }

    @Override
    public String toString() {
      return "answer to " + id;
    }
  }
}
