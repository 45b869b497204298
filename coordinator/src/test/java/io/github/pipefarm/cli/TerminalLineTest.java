package io.github.pipefarm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class TerminalLineTest {
  private static final String CLEAR = "\r\u001b[K";

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final PrintStream terminal = new PrintStream(screen, false, UTF_8);
  private final TerminalLine line = new TerminalLine(terminal);
  private final PrintStream err = new PrintStream(line.above(terminal), false, UTF_8);

  private String screen() {
    String text = screen.toString(UTF_8);
    screen.reset();
    return text;
  }

  @Test
  void whatIsPrintedGoesAboveItLineByLine() {
    line.show("half");
    assertThat(screen()).isEqualTo("\rhalf\u001b[K");
    err.printf("%d of %d failed%n", 1, 2);
    assertThat(screen()).isEqualTo(CLEAR + "1 of 2 failed\n\rhalf\u001b[K");
    line.show("");
    assertThat(screen()).isEqualTo(CLEAR);
  }

  @Test
  void whatIsNoWholeLineYetWaits() {
    line.show("half");
    screen();
    err.print("one\nand a ");
    assertThat(screen()).isEqualTo(CLEAR + "one\n\rhalf\u001b[K");
    err.print("half");
    assertThat(screen()).isEmpty();
    err.close();
    assertThat(screen()).isEqualTo(CLEAR + "and a half\rhalf\u001b[K");
  }

  @Test
  void withoutItNothingIsAdded() {
    err.print("one\n");
    line.show("");
    assertThat(screen()).isEqualTo("one\n");
  }
}
