package io.github.pipefarm.it;

import static io.github.pipefarm.it.FarmContract.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.HtmlReport;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.WorkerOutput;
import io.github.pipefarm.function.TaskFunction;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page about a farm, as a real browser shows it. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class HtmlReportIT {
  private static final String EVIL = "</script><script>window.evil = 1</script><img src=x>";

  @TempDir Path folder;

  private record Item(int number, String text) {}

  private Path page() {
    Path page = folder.resolve("farm.html");
    TaskFunction<Item, Integer> task =
        item -> {
          switch (item.number()) {
            case 3 -> throw new IllegalStateException(item.text());
            case 5 -> Runtime.getRuntime().halt(9);
            case 7 -> Thread.sleep(300);
            default -> {}
          }
          return item.number();
        };
    try (HtmlReport report = HtmlReport.to(page).title("A farm " + EVIL);
        Farm farm = Farm.processes(2).output(WorkerOutput.DISCARD).listener(report).build();
        Stream<Outcome<Item, Integer>> outcomes =
            farm.outcomes(numbers(60).stream().map(i -> new Item(i, EVIL)).toList(), task)) {
      assertThat(outcomes.filter(Outcome::isSuccess).count()).isEqualTo(58);
    }
    return page;
  }

  @Test
  void aBrowserShowsWhatHappenedAndAsksNobodyForAnything() throws Exception {
    assumeThat(Browser.installed()).as("a Chromium is installed").isPresent();
    Path page = page();
    Path profile = Files.createDirectory(folder.resolve("profile"));
    try (Browser browser = Browser.start(Browser.installed().orElseThrow(), profile)) {
      browser.show(page);
      assertThat(browser.evaluate("document.title").asString()).isEqualTo("A farm " + EVIL);
      assertThat(browser.evaluate("document.querySelectorAll('#lanes canvas').length").asInt())
          .isBetween(2, 3); // another one takes the place of the dead one, if there is time
      assertThat(browser.evaluate("document.querySelector('#tiles').textContent").asString())
          .contains("60records", "2failed", "1worker died");
      assertThat(browser.evaluate("document.querySelectorAll('.uplot').length").asInt())
          .isEqualTo(4);
      assertThat(browser.evaluate("document.querySelector('#failures').textContent").asString())
          .contains("1 × java.lang.IllegalStateException", "Record 4", EVIL, "HtmlReportIT");
      assertThat(browser.evaluate("document.querySelector('#workers').textContent").asString())
          .contains("worker-1", "exit code 9", " MB");
      // A pixel of each lane is of the colour of work.
      assertThat(
              browser
                  .evaluate(
                      "[...document.querySelectorAll('#lanes canvas')].every(c =>"
                          + " new Set(new Uint32Array(c.getContext('2d')"
                          + ".getImageData(0, 0, c.width, c.height).data.buffer)).size > 2)")
                  .asBoolean())
          .as("each lane is drawn")
          .isTrue();

      assertThat(browser.evaluate("document.querySelector('#detail').hidden").asBoolean()).isTrue();
      browser.evaluate(
          "[...document.querySelectorAll('#slowest button')]"
              + ".find(b => b.textContent === 'record 8').click()");
      assertThat(browser.evaluate("document.querySelector('#detail').hidden").asBoolean())
          .isFalse();
      assertThat(browser.evaluate("document.querySelector('#detail').textContent").asString())
          .contains("Record 8", "Item[number=7, text=" + EVIL);
      assertThat(browser.evaluate("document.activeElement.id").asString()).isEqualTo("detail");

      assertThat(browser.evaluate("typeof window.evil").asString()).isEqualTo("undefined");
      assertThat(browser.evaluate("document.images.length").asInt()).isZero();
      assertThat(browser.complaints()).isEmpty();
      assertThat(browser.requests()).isEqualTo(List.of(page.toUri().toString()));
    }
  }

  @Test
  void aPageThatCanNotBeWrittenIsToldWhenTheReportIsClosed() {
    HtmlReport report = HtmlReport.to(folder.resolve("no").resolve("farm.html"));
    assertThatThrownBy(report::close)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("farm.html");
    report.close();
  }
}
