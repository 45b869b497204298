package io.github.pipefarm.cli;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmClosedException;
import io.github.pipefarm.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code pipefarm demo}: a picture by several JVMs, of which one is killed, and the same picture by
 * this one.
 */
@Command(
    name = "demo",
    header = "Compute a picture with several JVMs and kill one of them midway.",
    description = {
      "",
      "Computes a picture of the Mandelbrot set in tiles with child JVMs, kills one of them with"
          + " SIGKILL while it computes, has its tile computed again, then computes the same picture"
          + " in a plain loop, and compares the bytes.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  pipefarm demo",
      "  pipefarm demo -j 4 --size 3840x2160 -o wallpaper.png",
      "",
      "Exit code 0 only if both pictures are identical."
    })
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = {"-j", "--workers"},
      paramLabel = "N",
      converter = WorkerCount.class,
      description =
          "How many workers: a number, a share of the processors as 50%%, or -1 or +1 from all of"
              + " them. Default: one per processor, and 2 at least.")
  private @Nullable Integer workers;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where the picture goes. Default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("pipefarm-demo.png");

  @Option(
      names = "--size",
      paramLabel = "WxH",
      converter = PictureSize.Converter.class,
      description = "The size of the picture in pixels. Default: ${DEFAULT-VALUE}.",
      defaultValue = "1600x1000")
  private PictureSize size = new PictureSize(1600, 1000);

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.setProperty("java.awt.headless", "true");
    int count = workers == null ? Math.max(2, WorkerCount.processors()) : workers;
    List<Tile> tiles = Tile.of(size.width(), size.height());
    Mandelbrot mandelbrot = new Mandelbrot(size.width(), size.height());
    try (GracefulStop stop = GracefulStop.onSignals(Duration.ofSeconds(2), err);
        Output file = Output.file(output)) {
      stop.beforeHalt(file::discard);
      return demo(count, tiles, mandelbrot, file, stop);
    }
  }

  private int demo(
      int count, List<Tile> tiles, Mandelbrot mandelbrot, Output file, GracefulStop stop)
      throws IOException, InterruptedException {
    try {
      say(
          "picture   %d x %d pixels, the Mandelbrot set's seahorse valley, in %d tiles",
          size.width(), size.height(), tiles.size());
      long start = System.nanoTime();
      byte[] farmed = farmed(count, tiles, mandelbrot, stop);
      double farmSeconds = secondsSince(start);
      say("farm      %.2f s, with the start of the workers and the death of one", farmSeconds);
      file.stream().write(farmed);
      file.commit();

      start = System.nanoTime();
      byte[] looped = looped(tiles, mandelbrot, stop);
      double loopSeconds = secondsSince(start);
      say("loop      %.2f s, one thread of this JVM", loopSeconds);
      return compare(farmed, looped, loopSeconds / farmSeconds, count);
    } catch (FarmClosedException | CancellationException e) {
      Optional<StopSignal> signal = stop.asked();
      if (signal.isEmpty()) {
        throw e;
      }
      return signal.get().exitCode();
    }
  }

  private int compare(byte[] farmed, byte[] looped, double speedUp, int count) {
    if (!Arrays.equals(farmed, looped)) {
      say("result    THE PICTURES DIFFER: see %s", output);
      return ExitCode.INTERNAL;
    }
    say(
        "result    both pictures are identical, %,d bytes; %s%.2f times as fast",
        farmed.length, count == 1 ? "1 worker was " : count + " workers were ", speedUp);
    say("see       %s", output);
    return ExitCode.OK;
  }

  private byte[] looped(List<Tile> tiles, Mandelbrot mandelbrot, GracefulStop stop)
      throws IOException {
    Picture picture = new Picture(size.width(), size.height());
    for (Tile tile : tiles) {
      if (stop.asked().isPresent()) {
        throw new CancellationException();
      }
      picture.add(mandelbrot.apply(tile));
    }
    return picture.png();
  }

  private byte[] farmed(int count, List<Tile> tiles, Mandelbrot mandelbrot, GracefulStop stop)
      throws IOException, InterruptedException {
    Picture picture = new Picture(size.width(), size.height());
    try (Farm farm = Farm.processes(count).name("demo").build()) {
      stop.whenAsked(farm::terminate); // a tile is not worth waiting for
      say("workers   %d JVMs", count);
      try (Stream<Outcome<Tile, RenderedTile>> outcomes =
          farm.job().name("demo").crashRetries(1).unordered().outcomes(tiles, mandelbrot)) {
        Victim victim = new Victim(tiles.size());
        Iterator<Outcome<Tile, RenderedTile>> each = outcomes.iterator();
        while (each.hasNext()) {
          Outcome<Tile, RenderedTile> outcome = each.next();
          picture.add(outcome.get());
          victim.observe(outcome).ifPresent(this::say);
        }
        if (!victim.lostATile()) {
          say("again     nothing, the worker that was killed was between two tiles");
        }
      }
    }
    return picture.png();
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private void say(String text) {
    out.println(text);
    out.flush();
  }

  private void say(String format, Object... values) {
    say(String.format(Locale.ROOT, format, values));
  }

  /** Kills one worker when half of the tiles are done, and watches what becomes of its tile. */
  private static final class Victim {
    private final int killAfter;
    private int done;
    private boolean lostATile;

    Victim(int tiles) {
      this.killAfter = Math.max(1, tiles / 2);
    }

    /** What there is to tell after this outcome. */
    Optional<String> observe(Outcome<Tile, RenderedTile> outcome) throws InterruptedException {
      done++;
      if (done == killAfter) {
        return Optional.of(kill(outcome));
      }
      if (outcome.attempts() > 1) {
        lostATile = true;
        return Optional.of(
            "again     tile %d, which it was computing, was computed by %s on try %d"
                .formatted(outcome.index() + 1, outcome.worker(), outcome.attempts()));
      }
      return Optional.empty();
    }

    boolean lostATile() {
      return lostATile;
    }

    private String kill(Outcome<Tile, RenderedTile> outcome) throws InterruptedException {
      long pid = outcome.get().pid();
      // It has just sent a tile: a moment later it is in the middle of its next one.
      Duration moment = outcome.duration().dividedBy(4);
      Thread.sleep(Math.min(50, Math.max(1, moment.toMillis())));
      boolean killed = ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
      return "killed    %s, pid %d, %s after %d tiles"
          .formatted(
              outcome.worker(), pid, killed ? "with SIGKILL" : "which was gone already", done);
    }
  }
}
