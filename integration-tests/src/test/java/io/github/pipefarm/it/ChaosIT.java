package io.github.pipefarm.it;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything at once, by lot. Tasks throw, exit, halt, crash, stop themselves, never end, fill the
 * heap, flood their streams, leave processes and threads behind, and send what can't be sent
 * ({@link ChaosDeed}). Meanwhile callers submit, map, stream, cancel and give up ({@link
 * ChaosMove}), with timeouts, deadlines, retries and windows ({@link ChaosPlan}). Workers are
 * killed and suspended from outside, callers are interrupted, and the farms are closed and
 * terminated in the middle of it ({@link ChaosFarm}, {@link ChaosRound}).
 *
 * <p>Afterwards every future must be settled, every value be that of its item, every failure have
 * its reason, no task have run more often than it may; and no thread, process, file or descriptor
 * may be left ({@link ChaosLedger}, {@link Leaks}).
 *
 * <p>A build does this for some seconds; {@code -Dpipefarm.chaos.minutes=30} does it for longer,
 * and {@code -Dpipefarm.chaos.seed=…} begins with the round of that seed.
 */
class ChaosIT {
  private static final Duration IN_EVERY_BUILD = Duration.ofSeconds(10);

  @TempDir Path folder;

  private final PrintStream standardError = System.err;

  @BeforeEach
  void dropWhatIsRelayed() {
    System.setErr(new PrintStream(OutputStream.nullOutputStream()));
  }

  @AfterEach
  void restoreStandardError() {
    System.setErr(standardError);
  }

  @Test
  void nothingHangsAndNothingIsLost() throws Exception {
    Integer minutes = Integer.getInteger("pipefarm.chaos.minutes");
    Duration time = minutes == null ? IN_EVERY_BUILD : Duration.ofMinutes(minutes);
    long seed = Long.getLong("pipefarm.chaos.seed", System.nanoTime());
    Random seeds = new Random(seed);
    long end = System.nanoTime() + time.toNanos();
    for (int n = 0; System.nanoTime() - end < 0; n++) {
      Path working = Files.createDirectory(folder.resolve("round-" + n));
      ChaosRound round = new ChaosRound(seed, working);
      try {
        round.play();
      } catch (Throwable e) {
        throw new AssertionError("-Dpipefarm.chaos.seed=" + seed + ": " + round, e);
      }
      System.out.println("round " + n + ", seed " + seed + ": " + round);
      seed = seeds.nextLong();
    }
  }
}
