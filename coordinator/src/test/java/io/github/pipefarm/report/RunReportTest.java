package io.github.pipefarm.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pipefarm.report.RunReport.Entry;
import io.github.pipefarm.report.RunReport.Kind;
import io.github.pipefarm.report.RunReport.Reason;
import java.io.IOException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class RunReportTest {
  private static final String HOSTILE =
      "</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)> & ' \" \\ \u2028\u2029 {{data}} é";

  private final RunReport report = new RunReport();

  private static Entry entry(long number, String worker, double start, double duration) {
    return new Entry(number, "record " + number, Kind.OK, 1, worker, start, duration);
  }

  private JsonNode data() throws IOException {
    String html = ReportPage.html(report);
    String begin = "<script type=\"application/json\" id=\"data\">";
    int from = html.indexOf(begin) + begin.length();
    return JsonMapper.shared().readTree(html.substring(from, html.indexOf("</script>", from)));
  }

  @Test
  void tenMillionRecordsMakeAPageOfLessThanTwoMegabytes() throws IOException {
    int workers = 64;
    for (int i = 0; i < workers; i++) {
      report.workerStarted("worker-" + i, i, 0);
      report.workerReady("worker-" + i, 0.1);
    }
    long records = 10_000_000;
    for (long i = 0; i < records; i++) {
      double start = 0.1 + 0.001 * (i / (double) workers);
      Entry entry = entry(i + 1, "worker-" + i % workers, start, 0.0009);
      if (i % 1000 == 7) {
        report.failed(
            entry, new Reason("com.acme.Bad" + i % 3, "x".repeat(10_000), "y".repeat(50_000)));
      } else {
        report.settled(entry);
      }
    }
    report.ended(160);
    assertThat(ReportPage.html(report).length()).isLessThan(2_000_000);
    JsonNode data = data();
    assertThat(data.path("records").asLong()).isEqualTo(records);
    assertThat(sum(data.path("finished"))).isEqualTo(records);
    assertThat(sum(data.path("runTimes").path("counts"))).isEqualTo(records);
    assertThat(data.path("lanes").size()).isEqualTo(workers);
    double busy =
        sum(data.path("lanes").path(5).path("busy")) / 100.0 * data.path("width").asDouble();
    assertThat(busy).as("seconds").isCloseTo(records / 64.0 * 0.0009, within(2.0));
    assertThat(data.path("failures").size()).isEqualTo(3);
  }

  private static long sum(JsonNode numbers) {
    return numbers.valueStream().mapToLong(JsonNode::asLong).sum();
  }

  @Test
  void fewRecordsAreDrawnOneByOne() throws IOException {
    report.workerReady("worker-1", 1);
    report.settled(entry(1, "worker-1", 1.5, 0.25));
    report.settled(entry(2, "worker-1", 2, 0.5));
    JsonNode runs = data().path("lanes").path(0).path("runs");
    assertThat(runs.toString()).isEqualTo("[[1.5,0.25,1,true],[2,0.5,2,true]]");
    assertThat(report.waitTimes().total()).isEqualTo(2);
    assertThat(report.waitTimes().percentile(99)).isCloseTo(0.5, within(0.2));
    for (int i = 3; i < 10_000; i++) {
      report.settled(entry(i, "worker-1", 3 + i * 0.001, 0.001));
    }
    assertThat(data().path("lanes").path(0).has("runs")).isFalse();
  }

  @Test
  void theSlowestRecordsStandFirst() throws IOException {
    for (int i = 1; i <= 1000; i++) {
      report.settled(entry(i, "worker-1", i, i % 100));
    }
    JsonNode slowest = data().path("slowest");
    assertThat(slowest.size()).isEqualTo(20);
    assertThat(slowest.path(0).path("duration").asDouble()).isEqualTo(99);
    assertThat(slowest.path(0).path("text").asString())
        .isEqualTo("record " + slowest.path(0).path("number").asLong());
    report.text(slowest.path(3).path("number").asLong(), "told later");
    assertThat(data().path("slowest").valueStream().map(slow -> slow.path("text").asString()))
        .contains("told later");
  }

  @Test
  void nothingInARecordBecomesMarkup() throws IOException {
    report.title(HOSTILE);
    report.fact("Input", HOSTILE);
    report.workerReady(HOSTILE, 0);
    report.workerDied(HOSTILE, 1, HOSTILE);
    report.failed(
        new Entry(1, HOSTILE, Kind.FAILED, 1, HOSTILE, 0, 1),
        new Reason(HOSTILE, HOSTILE, HOSTILE));
    String html = ReportPage.html(report);
    assertThat(html).doesNotContain("<script>alert").doesNotContain("<img").doesNotContain("<!--");
    assertThat(html.split("</script>", -1)).hasSize(4);
    JsonNode data = data();
    assertThat(data.path("title").asString()).isEqualTo(HOSTILE);
    assertThat(data.path("failures").path(0).path("stack").asString()).isEqualTo(HOSTILE);
    assertThat(data.path("lanes").path(0).path("death").asString()).isEqualTo(HOSTILE);
  }

  @Test
  void aRunOfNothingHasAPage() throws IOException {
    JsonNode data = data();
    assertThat(data.path("records").asLong()).isZero();
    assertThat(data.path("advice").path(0).asString()).contains("cut off");
    report.ended(0);
    assertThat(data().path("advice").path(0).asString()).isEqualTo("Nothing stands out.");
  }

  @Test
  void manyWorkersOfTheSameFateDoNotMakeThePageGrow() throws IOException {
    for (int i = 0; i < 100_000; i++) {
      report.workerStarted("worker-" + i, i, i);
      report.workerDied("worker-" + i, i + 1, "killed");
    }
    assertThat(ReportPage.html(report).length()).isLessThan(1_000_000);
    assertThat(data().path("deaths").asLong()).isEqualTo(100_000);
    assertThat(data().path("lanesLeftOut").asLong()).isPositive();
  }

  @Test
  void adviceSaysWhatTheNumbersMean() {
    report.workerStarted("worker-1", 1, 0);
    report.workerReady("worker-1", 0.1);
    report.workerStarted("worker-2", 2, 0);
    report.workerReady("worker-2", 0.1);
    report.settled(entry(1, "worker-1", 0.1, 1));
    report.settled(entry(2, "worker-2", 0.1, 9));
    report.ended(9.2);
    assertThat(Advice.of(report)).anyMatch(text -> text.contains("one worker alone was busy"));
  }

  @Test
  void tinyRecordsAreAdvisedAgainst() {
    report.workerReady("worker-1", 0);
    LongStream.rangeClosed(1, 5_000)
        .forEach(i -> report.settled(entry(i, "worker-1", i * 1e-5, 4e-6)));
    report.ended(0.06);
    assertThat(Advice.of(report)).anyMatch(text -> text.contains("send larger records"));
  }

  @Test
  void aSeriesKeepsItsSumWhenItsBucketsGrow() {
    TimeSeries series = new TimeSeries();
    series.addSpan(0.25, 0.75);
    series.add(0.1, 3);
    series.addSpan(1000, 1001.5);
    series.addSpan(-1, 0.5);
    double sum = 0;
    for (double amount : series.inBucketsOf(series.width())) {
      sum += amount;
    }
    assertThat(sum).isCloseTo(0.5 + 3 + 1.5 + 0.5, within(1e-9));
    assertThat(series.width()).isEqualTo(2);
  }
}
