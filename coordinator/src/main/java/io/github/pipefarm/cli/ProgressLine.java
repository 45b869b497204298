package io.github.pipefarm.cli;

import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * A bar that grows in the last line of a terminal. Only this class knows the library that draws it,
 * which so is loaded only where there is a bar.
 */
final class ProgressLine implements AutoCloseable {
  private static final int HUNDRED = 100;
  private static final int LONGEST_BAR = 30;
  private static final int SHORTEST_BAR = 5;
  private final ProgressBar bar;
  private volatile double percent;
  private volatile String text;

  /**
   * @param percent below 0 if nobody knows
   * @param text to stand beside the bar
   */
  ProgressLine(TerminalLine line, double percent, String text) {
    this.percent = percent;
    this.text = text;
    this.bar =
        new ProgressBarBuilder()
            .setUpdateIntervalMillis(200)
            .continuousUpdate()
            .setRenderer((progress, width) -> render(width))
            .setConsumer(new LineConsumer(line, Terminal.columns()))
            .build();
  }

  void show(double percentDone, String beside) {
    percent = percentDone;
    text = beside;
  }

  private String render(int width) {
    int room = Math.min(LONGEST_BAR, width - text.length() - "100 % [] ".length() - 1);
    String line = text;
    if (percent >= 0 && room >= SHORTEST_BAR) {
      int done = (int) Math.round(room * percent / HUNDRED);
      line =
          String.format(
              Locale.ROOT,
              "%3.0f %% [%s%s] %s",
              percent,
              "=".repeat(done),
              " ".repeat(room - done),
              text);
    } else if (percent >= 0) {
      line = String.format(Locale.ROOT, "%3.0f %% %s", percent, text);
    }
    return line.length() < width ? line : line.substring(0, Math.max(0, width - 1));
  }

  @Override
  public void close() {
    bar.close();
  }

  /** Puts what was drawn where it belongs, and takes it away in the end. */
  private record LineConsumer(TerminalLine line, int getMaxRenderedLength)
      implements ProgressBarConsumer {
    @Override
    public void accept(String rendered) {
      line.show(rendered);
    }

    @Override
    public void close() {
      line.show("");
    }
  }
}
