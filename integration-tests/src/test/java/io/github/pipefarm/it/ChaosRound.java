package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * One or two farms, a few callers of each, a vandal among them, and the end of it all. Everything
 * that is drawn by lot depends on the seed; what happens does not, as threads and processes race.
 */
final class ChaosRound {
  /** A round takes seconds; one in which nothing happens for so long hangs. */
  private static final long PATIENCE_SECONDS = 60;

  private final Random random;
  private final ChaosLedger ledger;
  private final List<ChaosDeed> palette;
  private final List<ChaosFarm> farms = new ArrayList<>();
  private final List<Thread> callers = new ArrayList<>();
  private final List<ChaosCaller> moves = new ArrayList<>();
  private final long end;
  private final boolean mayKill;
  private final boolean mayInterrupt;
  private final boolean endsWhileBusy;
  private final AtomicBoolean isOver = new AtomicBoolean();

  ChaosRound(long seed, Path folder) throws IOException {
    random = new Random(seed);
    ledger = new ChaosLedger(folder);
    palette = palette(random);
    mayKill = random.nextBoolean();
    mayInterrupt = random.nextInt(100) < 30;
    endsWhileBusy = random.nextBoolean();
    int howMany = random.nextInt(100) < 30 ? 2 : 1;
    for (int i = 0; i < howMany; i++) {
      String name = "chaos-" + Long.toHexString(seed) + "-" + i;
      boolean isListened = mayKill || random.nextBoolean(); // by the listener it knows its workers
      farms.add(ChaosFarm.open(random, name, folder, isListened));
    }
    if (random.nextInt(100) < 70) {
      farms.forEach(farm -> farm.farm().call(() -> "is there"));
    }
    end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1000 + random.nextInt(5000));
  }

  /** Not all at once: what goes wrong with few of them is easier to understand. */
  private static List<ChaosDeed> palette(Random random) {
    List<ChaosDeed> all = new ArrayList<>(List.of(ChaosDeed.values()));
    Collections.shuffle(all, random);
    return all.subList(0, 1 + random.nextInt(all.size()));
  }

  /** Plays it to its end, and throws if anything was not as promised. */
  void play() throws InterruptedException {
    Thread director = new Thread(this::direct, "director of the chaos");
    for (ChaosFarm farm : farms) {
      for (int i = 0; i <= random.nextInt(4); i++) {
        ChaosCaller caller =
            new ChaosCaller(farm, ledger, random.nextLong(), palette, this::goesOn);
        moves.add(caller);
        callers.add(new Thread(caller, "caller " + i + " of " + farm.name()));
      }
    }
    callers.forEach(Thread::start);
    director.start();
    String before = "";
    while (!isOver.get() && !before.equals(progress())) {
      before = progress();
      director.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    }
    if (!isOver.get()) {
      ledger.complain(new AssertionError("it hangs: " + progress() + Stacks.ofThisAndAllWorkers()));
    }
    ledger.checkAll();
  }

  /** What the callers and the farms are at; a farm that only starts workers makes no progress. */
  private String progress() {
    return moves + " " + farms.stream().map(ChaosFarm::progress).toList();
  }

  private boolean goesOn() {
    return System.nanoTime() - end < 0 && !ledger.isClosing();
  }

  private void direct() {
    try {
      vandalize();
      if (endsWhileBusy) {
        ledger.closing();
      } else {
        join(callers);
      }
      for (ChaosFarm farm : farms) {
        farm.end(ChaosLot.pick(random, ChaosFarm.End.values()));
      }
      join(callers);
      for (ChaosFarm farm : farms) {
        farm.checkIsGone(ledger);
      }
      checkNothingIsLeft();
    } catch (Throwable e) { // whatever it is, it is wrong
      ledger.complain(e);
    } finally {
      isOver.set(true);
    }
  }

  private void vandalize() {
    while (goesOn()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5 + random.nextInt(mayKill ? 100 : 300)));
      ChaosFarm farm = farms.get(random.nextInt(farms.size()));
      switch (random.nextInt(4)) {
        case 0 -> {
          if (mayKill) {
            farm.killOne(random, ledger);
          }
        }
        case 1 -> {
          if (mayKill) {
            farm.suspendOne(random);
          }
        }
        case 2 -> {
          if (mayInterrupt) {
            ledger.interrupt();
            callers.get(random.nextInt(callers.size())).interrupt();
          }
        }
        default -> farm.checkStats(ledger);
      }
    }
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void checkNothingIsLeft() {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(Leaks.folders()).as("folders").isEmpty();
              assertThat(Leaks.descriptors()).as("descriptors").hasSizeLessThanOrEqualTo(OWN_PIPES);
              assertThat(ProcessHandle.current().descendants()).as("processes").isEmpty();
            });
  }

  /** Those that this JVM was born with. */
  private static final int OWN_PIPES = Leaks.descriptors().size();

  @Override
  public String toString() {
    return ledger
        + (endsWhileBusy ? ", ended while busy" : "")
        + (mayInterrupt ? ", with interrupts" : "")
        + "; "
        + palette;
  }
}
