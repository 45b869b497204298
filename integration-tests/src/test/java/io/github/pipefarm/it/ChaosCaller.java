package io.github.pipefarm.it;

import io.github.pipefarm.FarmException;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.TaskFailedException;
import io.github.pipefarm.TaskTimeoutException;
import io.github.pipefarm.WorkerCrashedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A thread that uses a farm in one way after the other, and looks closely at what it gets. */
final class ChaosCaller implements Runnable {
  private final ChaosFarm farm;
  private final ChaosLedger ledger;
  private final Random random;
  private final List<ChaosDeed> palette;
  private final BooleanSupplier goOn;
  private volatile ChaosMove move;
  private volatile ChaosPlan plan;

  ChaosCaller(
      ChaosFarm farm,
      ChaosLedger ledger,
      long seed,
      List<ChaosDeed> palette,
      BooleanSupplier goOn) {
    this.farm = farm;
    this.ledger = ledger;
    this.random = new Random(seed);
    this.palette = palette;
    this.goOn = goOn;
  }

  @Override
  public void run() {
    try {
      while (goOn.getAsBoolean() && !ledger.hasComplaints() && !ledger.isFull()) {
        move = ChaosLot.pick(random, ChaosMove.values());
        plan = ChaosPlan.draw(random, farm.farm(), palette, ledger, farm.mostItems(move));
        attempt(move, plan);
      }
    } catch (Throwable e) { // whatever it is, it is wrong
      ledger.complain(new AssertionError("in " + this, e));
    }
  }

  private void attempt(ChaosMove next, ChaosPlan with) {
    try {
      next.make(this, with);
    } catch (FarmException e) {
      jobFailed(with, e, false);
    } finally {
      Thread.interrupted(); // it was meant for what has just ended
    }
  }

  // For the moves.

  ChaosLedger ledger() {
    return ledger;
  }

  ChaosTask task() {
    return new ChaosTask(ledger.runs());
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  int upTo(int bound) {
    return random.nextInt(Math.max(1, bound));
  }

  void pause(int millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /** One task, for which this thread waits. */
  void expect(ChaosPlan of, ChaosItem item, Supplier<Object> value) {
    try {
      ledger.value(item, value.get());
    } catch (FarmException e) {
      taskFailed(of, item, e, false);
    }
  }

  /** One task with a future. */
  void settle(ChaosPlan of, ChaosItem item, CompletableFuture<Object> future, boolean isGivenUp) {
    Object value;
    try {
      value = get(future);
    } catch (RuntimeException e) {
      taskFailed(of, item, e, isGivenUp);
      return;
    }
    ledger.value(item, value);
  }

  /** Waits for a future; interrupts do not matter here. */
  <T> T get(CompletableFuture<T> future) {
    while (true) {
      try {
        return future.get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e);
      } catch (InterruptedException e) {
        // It was not meant for this.
        LockSupport.parkNanos(1);
      }
    }
  }

  private void taskFailed(ChaosPlan of, ChaosItem item, RuntimeException e, boolean isGivenUp) {
    Throwable failure = e;
    if (e instanceof CompletionException) {
      failure = ChaosFate.unwrapped(ChaosFate.unwrapped(e));
    }
    ChaosFate fate = ChaosFate.of(failure);
    boolean isExcused =
        (fate == ChaosFate.CANCELLED && isGivenUp)
            || (fate == ChaosFate.INTERRUPTED && ledger.interrupts() > 0);
    if (!isExcused) {
      ledger.failure(of, item, failure);
    }
  }

  /** All results, in the order of the items where that is promised. */
  void expectAll(ChaosPlan of, boolean isGivenUp, Supplier<List<Object>> results) {
    try {
      List<Object> all = results.get();
      ledger.check(
          all.size() == of.items().size(), "%d results of %d", all.size(), of.items().size());
      inOrder(of, all);
    } catch (RuntimeException e) {
      jobFailed(of, e, isGivenUp);
    }
  }

  /** No results, but no failure either. */
  void expectNone(ChaosPlan of, Runnable job) {
    try {
      job.run();
    } catch (RuntimeException e) {
      jobFailed(of, e, false);
    }
  }

  /** Results up to where the job was broken off, if it was. */
  void expectPrefix(ChaosPlan of, List<Object> results, Runnable collect) {
    try {
      collect.run();
    } catch (RuntimeException e) {
      jobFailed(of, e, false);
    }
    inOrder(of, results);
  }

  private void inOrder(ChaosPlan of, List<Object> results) {
    List<Object> sorted = new ArrayList<>(results);
    List<ChaosItem> items = of.items();
    if (!of.isOrdered()) {
      sorted.sort(Comparator.comparing(value -> ((ChaosItem.Answer) value).id()));
      List<Integer> ids =
          sorted.stream().map(value -> ((ChaosItem.Answer) value).id()).distinct().toList();
      ledger.check(ids.size() == sorted.size(), "a result came twice: %s", ids);
      items = items.stream().filter(item -> ids.contains(item.id())).toList();
      ledger.check(items.size() == ids.size(), "results of nothing: %s", ids);
    }
    for (int i = 0; i < sorted.size(); i++) {
      ledger.value(items.get(i), sorted.get(i));
    }
  }

  /** A fate for each item, up to where the job was broken off. */
  void expectOutcomes(ChaosPlan of, List<Outcome<ChaosItem, Object>> outcomes, Runnable collect) {
    try {
      collect.run();
    } catch (RuntimeException e) {
      jobBrokenOff(of, e);
    }
    long expected = 0;
    List<Long> indexes = new ArrayList<>();
    for (Outcome<ChaosItem, Object> outcome : outcomes) {
      long index = outcome.index();
      ledger.check(
          !of.isOrdered() || index == expected++, "%d came out of its order", outcome.index());
      indexes.add(index);
      ledger.check(
          outcome.item().equals(of.items().get((int) index)), "%s at %d", outcome.item(), index);
      ledger.check(outcome.attempts() <= of.tries(), "%s of %d tries", outcome, of.tries());
      if (outcome instanceof Outcome.Failure<ChaosItem, Object> failure) {
        ledger.failure(of, failure.item(), failure.exception());
      } else {
        ledger.value(outcome.item(), outcome.get());
      }
    }
    ledger.check(indexes.stream().distinct().count() == outcomes.size(), "an outcome came twice");
  }

  /** Only what ends all of a job may come out of a stream of outcomes. */
  private void jobBrokenOff(ChaosPlan of, RuntimeException e) {
    ChaosFate fate = ChaosFate.of(e);
    boolean isExcused =
        switch (fate) {
          case CLOSED -> ledger.isClosing();
          case CANCELLED -> of.hasDeadline();
          case INTERRUPTED -> ledger.interrupts() > 0;
          // Workers that die while they decode the function, three in a row.
          case CRASH -> ledger.kills() >= 3;
          default -> false;
        };
    if (!isExcused) {
      ledger.complain(new AssertionError("outcomes of " + this + " ended in " + fate, e));
    }
  }

  /** A job has failed: one of its tasks must have had a reason, or somebody has ended it. */
  void jobFailed(ChaosPlan of, RuntimeException e, boolean isGivenUp) {
    Throwable failure = ChaosFate.unwrapped(e);
    ChaosFate fate = ChaosFate.of(failure);
    if (fate == ChaosFate.CANCELLED && isGivenUp) {
      return;
    }
    long index = indexOf(failure);
    if (index >= 0 && index < of.items().size() && move != ChaosMove.SUBMIT) {
      ledger.failure(of, of.items().get((int) index), failure);
    } else if (of.items().stream().noneMatch(item -> item.deed().mayEndIn(fate))) {
      boolean isExcused =
          switch (fate) {
            case CLOSED -> ledger.isClosing();
            case CANCELLED -> of.hasDeadline();
            case INTERRUPTED -> ledger.interrupts() > 0;
            default -> false;
          };
      if (!isExcused) {
        ledger.complain(new AssertionError(this + " ended in " + fate, failure));
      }
    }
  }

  private static long indexOf(Throwable failure) {
    if (failure instanceof TaskFailedException failed) {
      return failed.index();
    } else if (failure instanceof TaskTimeoutException timeout) {
      return timeout.index();
    } else if (failure instanceof WorkerCrashedException crashed) {
      return crashed.index();
    }
    return -1;
  }

  @Override
  public String toString() {
    ChaosPlan current = plan;
    return current == null
        ? "nothing"
        : "%s of %d items, %d tries%s%s"
            .formatted(
                move,
                current.items().size(),
                current.tries(),
                current.hasTimeout() ? ", with timeout" : "",
                current.hasDeadline() ? ", with deadline" : "");
  }
}
