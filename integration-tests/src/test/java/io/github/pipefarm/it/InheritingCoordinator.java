package io.github.pipefarm.it;

import io.github.pipefarm.Farm;
import java.nio.file.Path;
import java.util.List;

/** A coordinator that prints what its worker has inherited from it. */
final class InheritingCoordinator {
  private InheritingCoordinator() {}

  public static void main(String[] args) {
    System.setProperty("pipefarm.it.set.by.the.program", "not inherited");
    try (Farm farm = Farm.processes(1).build()) {
      farm.call(InheritingCoordinator::describe).forEach(System.out::println);
    }
  }

  private static List<String> describe() {
    return List.of(
        "variable " + System.getenv("PIPEFARM_IT_VARIABLE"),
        "no identifier " + System.getenv("spring.x"),
        "property " + System.getProperty("pipefarm.it.text"),
        "empty [" + System.getProperty("pipefarm.it.empty") + "]",
        "program's " + System.getProperty("pipefarm.it.set.by.the.program"),
        "folder " + Path.of("").toAbsolutePath(),
        "assertions " + InheritingCoordinator.class.desiredAssertionStatus(),
        "opened " + Object.class.getModule().isOpen("java.lang", Marks.class.getModule()),
        "small heap " + (Runtime.getRuntime().maxMemory() <= 64L << 20));
  }
}
