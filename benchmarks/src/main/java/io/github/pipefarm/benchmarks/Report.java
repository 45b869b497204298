package io.github.pipefarm.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The answers as Markdown, which is also what is printed, and as JSON. */
final class Report {
  private final Map<String, String> machine = Machine.describe();
  private final List<Answer> answers = new ArrayList<>();

  /** What stands above all tables. */
  String head() {
    StringBuilder text = new StringBuilder();
    machine.forEach(
        (what, value) -> text.append("- ").append(what).append(": ").append(value).append('\n'));
    return text.toString();
  }

  void add(Answer answer) {
    answers.add(answer);
  }

  /** The table of one answer. */
  static String table(Answer answer) {
    Question question = answer.question();
    int width = 11;
    for (Contestant contestant : question.contestants()) {
      width = Math.max(width, contestant.name().length());
    }
    String row = "| %-" + width + "s | %10s | %10s | %21s | %10s |%n";
    StringBuilder text = new StringBuilder("### " + question.title() + "\n\n");
    text.append(format(row, question.unit(), "median", "vs. first", "least – most", "cold"));
    text.append("|").append("-".repeat(width + 2));
    text.append("|-----------:|-----------:|----------------------:|-----------:|\n");
    double first = Double.NaN;
    for (Map.Entry<String, Samples> entry : answer.samples().entrySet()) {
      Samples samples = entry.getValue();
      first = Double.isNaN(first) ? samples.median() : first;
      text.append(
          format(
              row,
              entry.getKey(),
              Figures.text(samples.median()),
              Figures.text(samples.median() / first),
              Figures.text(samples.least()) + " – " + Figures.text(samples.most()),
              Figures.text(samples.cold())));
    }
    text.append('\n');
    answer
        .absent()
        .forEach(
            (who, why) ->
                text.append("- ").append(who).append(": left out, ").append(why).append('\n'));
    answer.verdicts().forEach(verdict -> text.append("- ").append(verdict).append('\n'));
    return text.toString();
  }

  private static String format(String row, Object... cells) {
    return String.format(Locale.ROOT, row, cells);
  }

  String markdown() {
    StringBuilder text =
        new StringBuilder(
            "# Results\n\nThe last full run of `benchmarks/run`. Medians of the warm turns; the"
                + " contestants of a table take turns.\n\n");
    text.append(head());
    answers.forEach(answer -> text.append('\n').append(table(answer)));
    return text.toString();
  }

  String json() {
    List<Object> questions = new ArrayList<>();
    for (Answer answer : answers) {
      Map<String, Object> figures = new LinkedHashMap<>();
      answer.samples().forEach((who, samples) -> figures.put(who, figures(samples)));
      Map<String, Object> question = new LinkedHashMap<>();
      question.put("title", answer.question().title());
      question.put("unit", answer.question().unit());
      question.put("figures", figures);
      question.put("absent", answer.absent());
      question.put("budgets", answer.verdicts().stream().map(Report::verdict).toList());
      questions.add(question);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("machine", machine);
    all.put("questions", questions);
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValueAsString(all);
  }

  private static Map<String, Object> figures(Samples samples) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("median", samples.median());
    figures.put("least", samples.least());
    figures.put("most", samples.most());
    figures.put("cold", samples.cold());
    figures.put("turns", samples.size());
    return figures;
  }

  private static Map<String, Object> verdict(Budget.Verdict verdict) {
    Map<String, Object> judged = new LinkedHashMap<>();
    judged.put("who", verdict.budget().who());
    judged.put("whom", verdict.budget().whom());
    judged.put(verdict.budget().isAtLeast() ? "atLeast" : "atMost", verdict.budget().factor());
    judged.put("ratio", verdict.ratio());
    judged.put("kept", verdict.isKept());
    return judged;
  }
}
