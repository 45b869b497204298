package io.github.pipefarm.it;

import io.github.pipefarm.FarmException;
import io.github.pipefarm.Job;
import io.github.pipefarm.Outcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a caller in the chaos does with a farm. */
enum ChaosMove {
  SUBMIT(60) {
    @Override
    void make(ChaosCaller caller, ChaosPlan plan) {
      List<CompletableFuture<Object>> futures = new ArrayList<>();
      List<Boolean> given = new ArrayList<>();
      for (ChaosItem item : plan.items()) {
        CompletableFuture<Object> future = plan.job().submit(item, caller.task());
        boolean isGivenUp = caller.chance(10);
        if (isGivenUp && caller.chance(50)) {
          future.cancel(true);
        } else if (isGivenUp) {
          future.orTimeout(caller.upTo(300), TimeUnit.MILLISECONDS);
        }
        futures.add(future);
        given.add(isGivenUp);
      }
      for (int i = 0; i < futures.size(); i++) {
        caller.settle(plan, plan.items().get(i), futures.get(i), given.get(i));
      }
    }
  },
  CALL(20) {
    @Override
    void make(ChaosCaller caller, ChaosPlan plan) {
      for (ChaosItem item : plan.items()) {
        ChaosTask task = caller.task();
        caller.expect(plan, item, () -> plan.job().call(() -> task.apply(item)));
      }
    }
  },
  MAP(400) {
    @Override
    void make(ChaosCaller caller, ChaosPlan plan) {
      caller.expectAll(plan, false, () -> plan.job().map(plan.items(), caller.task()));
    }
  },
  MAP_ASYNC(400) {
    @Override
    void make(ChaosCaller caller, ChaosPlan plan) {
      CompletableFuture<List<Object>> future = plan.job().mapAsync(plan.items(), caller.task());
      boolean isGivenUp = caller.chance(40);
      if (isGivenUp) {
        caller.pause(caller.upTo(300));
        future.cancel(true);
      }
      caller.expectAll(plan, isGivenUp, () -> caller.get(future));
    }
  },
  FOR_EACH(400) {
    @Override
    void make(ChaosCaller caller, ChaosPlan plan) {
      ChaosTask task = caller.task();
      caller.expectNone(plan, () -> plan.job().forEach(plan.items(), item -> task.apply(item)));
    }
  },
  STREAM(2000) {
    @Override
    void make(ChaosCaller caller, ChaosPlan plan) {
      int wanted = caller.chance(50) ? plan.items().size() : caller.upTo(plan.items().size() + 1);
      List<Object> results = new ArrayList<>();
      caller.expectPrefix(
          plan,
          results,
          () -> {
            try (Stream<Object> stream = plan.job().stream(plan.items(), caller.task())) {
              Iterator<Object> each = stream.iterator();
              while (results.size() < wanted && each.hasNext()) {
                results.add(each.next());
              }
            }
            caller
                .ledger()
                .check(results.size() == wanted, "%d results of %d", results.size(), wanted);
          });
    }
  },
  OUTCOMES(2000) {
    @Override
    void make(ChaosCaller caller, ChaosPlan plan) {
      int wanted = caller.chance(70) ? plan.items().size() : caller.upTo(plan.items().size() + 1);
      List<Outcome<ChaosItem, Object>> outcomes = new ArrayList<>();
      caller.expectOutcomes(
          plan,
          outcomes,
          () -> {
            try (Stream<Outcome<ChaosItem, Object>> stream = open(caller, plan)) {
              Iterator<Outcome<ChaosItem, Object>> each = stream.iterator();
              while (outcomes.size() < wanted && each.hasNext()) {
                outcomes.add(each.next());
              }
            }
            caller
                .ledger()
                .check(
                    outcomes.size() == wanted,
                    "%d outcomes instead of %d",
                    outcomes.size(),
                    wanted);
          });
    }

    private Stream<Outcome<ChaosItem, Object>> open(ChaosCaller caller, ChaosPlan plan) {
      Job job = plan.job();
      return caller.chance(50)
          ? job.outcomes(plan.items(), caller.task())
          : job.outcomes(plan.items().stream(), caller.task());
    }
  },
  FAILING_INPUT(400) {
    @Override
    void make(ChaosCaller caller, ChaosPlan plan) {
      int good = caller.upTo(plan.items().size() + 1);
      Iterable<ChaosItem> items =
          () ->
              new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                  return true;
                }

                @Override
                public ChaosItem next() {
                  if (next == good) {
                    throw new ArithmeticException("the input fails");
                  }
                  return plan.items().get(next++);
                }
              };
      try {
        List<Object> results = plan.job().map(items, caller.task());
        caller.ledger().check(false, "an input that fails gave %s", results);
      } catch (ArithmeticException e) {
        caller.ledger().check(e.getMessage().equals("the input fails"), "%s", e);
      } catch (FarmException e) {
        caller.jobFailed(plan, e, false);
      }
    }
  };

  private final int mostItems;

  ChaosMove(int mostItems) {
    this.mostItems = mostItems;
  }

  int mostItems() {
    return mostItems;
  }

  abstract void make(ChaosCaller caller, ChaosPlan plan);
}
