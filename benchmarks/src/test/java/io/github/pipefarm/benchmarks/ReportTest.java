package io.github.pipefarm.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
  @Test
  void aTableHasTheFiguresAndTheirRatiosToOursAndWhoIsMissing() throws Exception {
    assertThat(Report.table(answer()))
        .isEqualTo(
            """
            ### How fast

            | M/s  |     median |   vs. ours |          least – most |       cold |
            |------|-----------:|-----------:|----------------------:|-----------:|
            | ours |          4 |          1 |                 3 – 5 |          1 |
            | peer |          2 |        0.5 |                 2 – 2 |          2 |

            - absent: left out, not installed
            - ours: 2, budget ≥ 2 × peer: kept
            - peer: 2, budget ≤ 1.5: MISSED
            - ours, budget ≥ 1 × absent: not judged
            """);
  }

  @Test
  void allBudgetsStandInOneTableAndFailedGroupsBelow() throws Exception {
    Report report = report();

    assertThat(report.isWhole()).isTrue();
    assertThat(report.budgets())
        .contains("| How fast | ours | ≥ 2 × peer | 2 | kept |")
        .contains("| How fast | peer | ≤ 1.5 | 2 | MISSED |")
        .contains("| How fast | ours | ≥ 1 × absent | – | not judged |");

    report.addFailed("bulk", new IOException("no memory"));
    assertThat(report.isWhole()).isFalse();
    assertThat(report.budgets()).contains("group bulk failed: java.io.IOException: no memory");
    assertThat(report.markdown()).contains("- java: 17\n", "- rounds: 4", "### How fast");
  }

  @Test
  void jsonHasEveryTurnAndEveryVerdict() throws Exception {
    JsonNode json = JsonMapper.shared().readTree(report().json());

    JsonNode question = json.at("/questions/0");
    assertThat(json.at("/machine/java").asString()).isEqualTo("17");
    assertThat(question.at("/figures/ours/turns")).hasSize(4);
    assertThat(question.at("/figures/ours/median").asDouble()).isEqualTo(4);
    assertThat(question.at("/budgets/0/kept").asBoolean()).isTrue();
    assertThat(question.at("/budgets/1/kept").asBoolean()).isFalse();
    assertThat(question.at("/unjudged/0/whom").asString()).isEqualTo("absent");
  }

  private static Report report() throws Exception {
    Report report = new Report(Map.of("java", "17"), 4);
    report.add(answer());
    return report;
  }

  private static Answer answer() throws Exception {
    Iterator<Integer> values = List.of(1, 0, 3, 0, 4, 0, 5).iterator(); // 0: nobody measures it
    return Answer.to(
        new Question(
            "How fast",
            "M/s",
            List.of(
                Contestant.asked("ours", values::next),
                Contestant.asked("peer", () -> 2),
                Contestant.asked(
                    "absent",
                    () -> {
                      throw new IOException("not installed");
                    })),
            List.of(
                Budget.atLeast("ours", 2, "peer"),
                Budget.atMost("peer", 1.5),
                Budget.atLeast("ours", 1, "absent"))),
        4);
  }
}
