package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.File;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Farms that are opened in JShell: in this process, and in one of its own, as users have it. */
@Timeout(value = 90, threadMode = SEPARATE_THREAD)
class JShellIT {
  @ParameterizedTest
  @ValueSource(strings = {"local", "jdi"})
  void whatSnippetsDefineRunsInWorkers(String engine) {
    try (JShell shell = JShell.builder().executionEngine(engine).build()) {
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        shell.addToClasspath(entry);
      }
      run(shell, "import java.util.*;");
      run(shell, "import io.github.pipefarm.*;");
      run(shell, "import io.github.pipefarm.function.*;");
      run(shell, "record Pair(int a, int b) {}");
      run(shell, "int twice(int n) { return 2 * n; }");
      run(
          shell,
          "class Scale implements TaskFunction<Integer, Integer> {"
              + " int k; Scale(int k) { this.k = k; }"
              + " public Integer apply(Integer n) { return n * k; } }");
      run(shell, "Farm farm = Farm.processes(2).build();");
      try {
        assertThat(run(shell, "farm.map(List.of(1, 2), n -> n + 1)")).isEqualTo("[2, 3]");
        assertThat(run(shell, "farm.map(List.of(1, 2), n -> twice(n))")).isEqualTo("[2, 4]");
        assertThat(run(shell, "farm.map(List.of(1, 2), new Scale(10))")).isEqualTo("[10, 20]");
        assertThat(run(shell, "farm.map(List.of(new Pair(1, 2)), p -> new Pair(p.b(), p.a()))"))
            .isEqualTo("[Pair[a=2, b=1]]");
        run(shell, "int constant = 100;");
        assertThat(run(shell, "farm.map(List.of(1, 2), constant, (n, k) -> n * k)"))
            .isEqualTo("[100, 200]");
        // JShell changes the class that workers already have, which nobody can tell them.
        run(shell, "int twice(int n) { return n + n + 1; }");
        run(shell, "farm.close(); farm = Farm.processes(1).build();");
        assertThat(run(shell, "farm.map(List.of(1, 2), n -> twice(n))"))
            .as("a method that was replaced")
            .isEqualTo("[3, 5]");
      } finally {
        run(shell, "farm.close();");
      }
    }
  }

  private static String run(JShell shell, String snippet) {
    String value = "";
    for (SnippetEvent event : shell.eval(snippet)) {
      assertThat(shell.diagnostics(event.snippet()).map(d -> d.getMessage(null)).toList())
          .as(snippet)
          .isEmpty();
      if (event.exception() instanceof EvalException thrown) {
        throw new AssertionError(snippet + ": " + thrown.getExceptionClassName(), thrown);
      }
      assertThat(event.exception()).as(snippet).isNull();
      if (event.causeSnippet() == null && event.value() != null) {
        value = event.value();
      }
    }
    return value;
  }
}
