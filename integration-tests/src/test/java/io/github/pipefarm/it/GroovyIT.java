package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import groovy.lang.Binding;
import groovy.lang.GroovyShell;
import io.github.pipefarm.Farm;
import io.github.pipefarm.NotTransferableException;
import java.nio.file.Path;
import java.util.List;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Functions that are written in Groovy and compiled at run time. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class GroovyIT {
  @TempDir Path folder;

  private Object run(Farm farm, String script) {
    Binding binding = new Binding();
    binding.setVariable("farm", farm);
    return shell(binding).evaluate("import io.github.pipefarm.function.*\n" + script);
  }

  /** Its classes are written to a folder, so that they can be had as resources. */
  private GroovyShell shell(Binding binding) {
    CompilerConfiguration configuration = new CompilerConfiguration();
    configuration.setTargetDirectory(folder.toFile());
    GroovyShell shell = new GroovyShell(binding, configuration);
    shell.getClassLoader().addClasspath(folder.toString());
    return shell;
  }

  @Test
  void aClosureRuns() {
    try (Farm farm = Farm.processes(1).build()) {
      assertThat(run(farm, "int k = 10; farm.map([1, 2]) { it * k }")).isEqualTo(List.of(10, 20));
      assertThat(run(farm, "farm.map([1, 2], { it + 1 } as TaskFunction)"))
          .isEqualTo(List.of(2, 3));
      assertThat(run(farm, "def twice(int n) { 2 * n }\nfarm.map([1, 2]) { twice(it) }"))
          .as("by a method of the script")
          .isEqualTo(List.of(2, 4));
      assertThat(run(farm, "farm.call { 'called' }")).isEqualTo("called");
    }
  }

  @Test
  void objectsOfClassesOfAScriptTravel() {
    String script =
        """
        class Pair { int a; int b; String toString() { "$a/$b" } }
        class Swap implements TaskFunction<Pair, Pair> {
          Pair apply(Pair pair) { new Pair(a: pair.b, b: pair.a) }
        }
        farm.map([new Pair(a: 1, b: 2)], new Swap())*.toString()
        """;
    try (Farm farm = Farm.processes(1).build()) {
      assertThat(run(farm, script)).isEqualTo(List.of("2/1"));
    }
  }

  @Test
  void aScriptWhoseClassesExistInMemoryOnlyIsRefusedWithWhatToDo() {
    try (Farm farm = Farm.processes(1).build()) {
      Binding binding = new Binding();
      binding.setVariable("farm", farm);
      assertThatThrownBy(() -> new GroovyShell(binding).evaluate("farm.map([1, 2]) { it + 1 }"))
          .isInstanceOf(NotTransferableException.class)
          .hasMessageContaining("load the class from a folder");
      assertThat(farm.call(() -> 1)).as("the farm lives on").isEqualTo(1);
    }
  }
}
