package io.github.pipefarm.it;

import io.github.pipefarm.Farm;
import io.github.pipefarm.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The random options and items of one job of the chaos.
 *
 * @param hasTimeout whether a task may time out
 * @param hasDeadline whether the job may be cancelled by the clock
 * @param tries how often a task may run
 */
record ChaosPlan(
    Job job,
    List<ChaosItem> items,
    boolean hasTimeout,
    boolean hasDeadline,
    boolean isOrdered,
    int tries) {
  /** So many tasks that never end make a job long enough. */
  private static final int MOST_ENDLESS = 3;

  static ChaosPlan draw(
      Random random, Farm farm, List<ChaosDeed> palette, ChaosLedger ledger, int mostItems) {
    boolean hasTimeout = random.nextInt(100) < 60;
    boolean hasDeadline = random.nextInt(100) < 15;
    int retries = random.nextInt(3);
    int crashRetries = random.nextInt(3);
    boolean isOrdered = random.nextInt(100) < 70;
    Job job = farm.job().retries(retries).crashRetries(crashRetries);
    if (hasTimeout) {
      job = job.timeout(Duration.ofMillis(600 + random.nextInt(1000)));
    }
    if (hasDeadline) {
      job = job.deadline(Duration.ofMillis(100 + random.nextInt(2000)));
    }
    if (random.nextBoolean()) {
      job = job.retryDelay(Duration.ofMillis(random.nextInt(50)));
    }
    if (random.nextInt(100) < 30) {
      job = job.retryOn(AssertionError.class);
    }
    if (random.nextInt(100) < 30) {
      job = job.batch(1 + random.nextInt(20));
    }
    if (random.nextInt(100) < 40) {
      job = job.window(1 + random.nextInt(200));
    }
    if (!isOrdered) {
      job = job.unordered();
    }
    if (random.nextInt(100) < 30) {
      AtomicLong calls = new AtomicLong();
      job =
          job.progress(
              progress -> {
                if (calls.incrementAndGet() % 5 == 0) {
                  throw new CancellationException("a consumer of progress throws");
                }
              });
    }
    int tries = 1 + retries + crashRetries;
    return new ChaosPlan(
        job,
        items(random, palette, ledger, hasTimeout || hasDeadline, tries, mostItems),
        hasTimeout,
        hasDeadline,
        isOrdered,
        tries);
  }

  private static List<ChaosItem> items(
      Random random,
      List<ChaosDeed> palette,
      ChaosLedger ledger,
      boolean mayHang,
      int tries,
      int most) {
    int size = random.nextInt(1 + most);
    int mischief = random.nextInt(100) < 40 ? 0 : random.nextInt(6);
    List<ChaosItem> items = new ArrayList<>();
    int endless = 0;
    for (int i = 0; i < size; i++) {
      ChaosDeed deed = ChaosDeed.ANSWER;
      if (random.nextInt(size) < mischief) {
        deed = palette.get(random.nextInt(palette.size()));
      }
      if (deed.isEndless() && (!mayHang || ++endless > MOST_ENDLESS)) {
        deed = ChaosDeed.ANSWER;
      }
      items.add(deed.item(ledger.newTask(tries), random.nextInt(100)));
    }
    return items;
  }
}
