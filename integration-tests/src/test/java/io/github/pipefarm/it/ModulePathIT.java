package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.File;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An application that is a named module, with all of Pipefarm on the module path. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class ModulePathIT {
  private static final String MODULE =
      """
      module com.acme.app {
        requires io.github.pipefarm.coordinator;
        opens com.acme.app to io.github.pipefarm.protocol;
      }
      """;

  private static final String MAIN =
      """
      package com.acme.app;

      import io.github.pipefarm.Farm;
      import java.util.List;

      public final class Main {
        private record Pair(int a, int b) implements java.io.Serializable {}

        public static void main(String[] args) {
          int constant = 100;
          try (Farm farm = Farm.processes(2).build()) {
            System.out.println("named " + Main.class.getModule().isNamed());
            System.out.println(farm.map(List.of(1, 2, 3), i -> i * constant));
            System.out.println(farm.map(List.of("a", "bc"), String::length));
            System.out.println(farm.map(List.of(new Pair(1, 2)), p -> new Pair(p.b(), p.a())));
          }
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void aLambdaOfANamedModuleRuns() throws IOException {
    Path sources = Files.createDirectories(folder.resolve("src/com/acme/app"));
    Path moduleInfo = Files.writeString(folder.resolve("src/module-info.java"), MODULE);
    Path main = Files.writeString(sources.resolve("Main.java"), MAIN);
    Path classes = folder.resolve("classes");
    String modules = modulePath();
    int errors =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-parameters",
                "--release",
                "17",
                "--module-path",
                modules,
                "-d",
                classes.toString(),
                moduleInfo.toString(),
                main.toString());
    assertThat(errors).isZero();
    ProcessBuilder builder = Program.java(List.of(), ModulePathIT.class);
    builder.command(
        builder.command().get(0),
        "--module-path",
        modules + File.pathSeparator + classes,
        "--module",
        "com.acme.app/com.acme.app.Main");
    try (Program application = Program.start(builder)) {
      assertThat(application.exitCode()).as(application::err).isZero();
      assertThat(application.out())
          .containsExactly("named true", "[100, 200, 300]", "[1, 2]", "[Pair[a=2, b=1]]");
    }
  }

  /** What of the class path of the tests is Pipefarm, and what it depends on. */
  private static String modulePath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(
            entry ->
                isPipefarm(Path.of(entry))
                    || Path.of(entry)
                        .getFileName()
                        .toString()
                        .matches("(kryo|jspecify|objenesis|minlog|reflectasm).*\\.jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isPipefarm(Path entry) {
    try {
      return ModuleFinder.of(entry).findAll().stream()
          .anyMatch(module -> module.descriptor().name().startsWith("io.github.pipefarm."));
    } catch (FindException e) {
      return false;
    }
  }
}
