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
  private final Map<String, String> machine;
  private final int rounds;
  private final List<Answer> answers = new ArrayList<>();
  private final Map<String, String> failed = new LinkedHashMap<>();

  Report(Map<String, String> machine, int rounds) {
    this.machine = machine;
    this.rounds = rounds;
  }

  void add(Answer answer) {
    answers.add(answer);
  }

  /** A group that could not be asked to its end. */
  void addFailed(String group, Exception why) {
    failed.put(group, why.toString());
  }

  boolean isWhole() {
    return failed.isEmpty();
  }

  /** What stands above all tables. */
  String head() {
    StringBuilder text = new StringBuilder();
    machine.forEach(
        (what, value) -> text.append("- ").append(what).append(": ").append(value).append('\n'));
    return text.append("- rounds: ").append(rounds).append(", the first of them cold\n").toString();
  }

  /** The table of one answer. */
  static String table(Answer answer) {
    int width = answer.unit().length();
    for (String figure : answer.samples().keySet()) {
      width = Math.max(width, figure.length());
    }
    String row = "| %-" + width + "s | %10s | %10s | %21s | %10s |\n";
    StringBuilder text = new StringBuilder("### " + answer.title() + "\n\n");
    text.append(format(row, answer.unit(), "median", "vs. ours", "least – most", "cold"));
    text.append("|").append("-".repeat(width + 2));
    text.append("|-----------:|-----------:|----------------------:|-----------:|\n");
    double ours = answer.ours().map(Samples::median).orElse(Double.NaN);
    answer
        .samples()
        .forEach(
            (figure, samples) ->
                text.append(
                    format(
                        row,
                        figure,
                        Figures.text(samples.median()),
                        Figures.text(samples.median() / ours),
                        Figures.text(samples.least()) + " – " + Figures.text(samples.most()),
                        Figures.text(samples.cold()))));
    List<String> notes = notes(answer);
    if (!notes.isEmpty()) {
      text.append('\n');
      notes.forEach(note -> text.append("- ").append(note).append('\n'));
    }
    return text.toString();
  }

  private static List<String> notes(Answer answer) {
    List<String> notes = new ArrayList<>();
    answer.absent().forEach((who, why) -> notes.add(who + ": left out, " + why));
    answer.verdicts().forEach(verdict -> notes.add(verdict.toString()));
    answer.unjudged().forEach(it -> notes.add(it.who() + ", budget " + it + ": not judged"));
    return notes;
  }

  private static String format(String row, Object... cells) {
    return String.format(Locale.ROOT, row, cells);
  }

  /** All budgets in one table. */
  String budgets() {
    StringBuilder text = new StringBuilder("## Budgets\n\n");
    text.append("| question | ours | budget | reached | |\n|---|---|---|---:|---|\n");
    String row = "| %s | %s | %s | %s | %s |\n";
    for (Answer answer : answers) {
      String title = answer.title();
      for (Budget.Verdict verdict : answer.verdicts()) {
        Budget budget = verdict.budget();
        String reached = Figures.text(verdict.ratio());
        text.append(format(row, title, budget.who(), budget, reached, verdict.word()));
      }
      for (Budget budget : answer.unjudged()) {
        text.append(format(row, title, budget.who(), budget, "–", "not judged"));
      }
    }
    failed.forEach(
        (group, why) -> text.append("\nThe group ").append(group).append(" failed: ").append(why));
    return text.toString();
  }

  String markdown() {
    StringBuilder text =
        new StringBuilder(
            """
            # Results

            What `benchmarks/run --rounds %d --markdown benchmarks/RESULTS.md` wrote. The contestants of a
            table take turns; the median, the least and the most are those of the warm turns, and the
            first one stands apart as the cold one. A warm turn comes straight behind one that nobody
            measures; what takes long has none of these, and fewer turns. For tiny tasks, for those of 16 MB
            and for scheduling, JVMs have some more between the cold turn and the warm ones, which nobody
            measures either.

            If "load before" is not far below the number of processors, the machine was busy with other work:
            such figures show that everything runs, and are not to be quoted.

            """
                .formatted(rounds));
    text.append(head()).append('\n').append(budgets()).append("\n## Tables\n");
    answers.forEach(answer -> text.append('\n').append(table(answer)));
    return text.toString();
  }

  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("machine", machine);
    all.put("rounds", rounds);
    all.put("questions", answers.stream().map(Report::question).toList());
    all.put("failed", failed);
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValueAsString(all);
  }

  private static Map<String, Object> question(Answer answer) {
    Map<String, Object> figures = new LinkedHashMap<>();
    answer.samples().forEach((who, samples) -> figures.put(who, figures(samples)));
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("title", answer.title());
    question.put("unit", answer.unit());
    question.put("figures", figures);
    question.put("absent", answer.absent());
    question.put("budgets", answer.verdicts().stream().map(Report::verdict).toList());
    question.put("unjudged", answer.unjudged().stream().map(Report::budget).toList());
    return question;
  }

  private static Map<String, Object> figures(Samples samples) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("median", samples.median());
    figures.put("least", samples.least());
    figures.put("most", samples.most());
    figures.put("cold", samples.cold());
    figures.put("turns", samples.all());
    return figures;
  }

  private static Map<String, Object> verdict(Budget.Verdict verdict) {
    Map<String, Object> judged = budget(verdict.budget());
    judged.put("ratio", verdict.ratio());
    judged.put("kept", verdict.isKept());
    return judged;
  }

  private static Map<String, Object> budget(Budget budget) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("who", budget.who());
    facts.put("whom", budget.whom());
    facts.put(budget.isAtLeast() ? "atLeast" : "atMost", budget.factor());
    return facts;
  }
}
