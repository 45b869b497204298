package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of README, with what it says they print. */
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class ReadmeIT {
  private static final Path README = Path.of("..", "README.md");

  @TempDir private static Path folder;

  /** A command and the lines that follow it in README. */
  private record Example(String command, List<String> lines) {}

  @TestFactory
  List<DynamicTest> whatReadmeShowsIsWhatHappens() throws IOException {
    List<String> readme = Files.readAllLines(README);
    Files.writeString(
        Files.createFile(folder.resolve("pipefarm")),
        "#!/bin/sh\nexec '%s' -XX:+UseSerialGC -jar '%s' \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("pipefarm.jar")));
    assertThat(folder.resolve("pipefarm").toFile().setExecutable(true)).isTrue();
    Files.write(
        folder.resolve("Work.java"),
        blocks(readme, "java").stream()
            .filter(block -> block.contains("public class Work {"))
            .findFirst()
            .orElseThrow());
    List<DynamicTest> tests = new ArrayList<>();
    for (List<String> block : blocks(readme, "console")) {
      for (Example example : examples(block)) {
        tests.add(DynamicTest.dynamicTest(example.command(), () -> run(example)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(7);
    return tests;
  }

  private static List<List<String>> blocks(List<String> readme, String language) {
    List<List<String>> blocks = new ArrayList<>();
    List<String> block = null;
    for (String line : readme) {
      if (block == null && line.equals("```" + language)) {
        block = new ArrayList<>();
      } else if (block != null && line.equals("```")) {
        blocks.add(block);
        block = null;
      } else if (block != null) {
        block.add(line);
      }
    }
    return blocks;
  }

  private static List<Example> examples(List<String> block) {
    List<Example> examples = new ArrayList<>();
    for (String line : block) {
      if (line.startsWith("$ ")) {
        examples.add(new Example(line.substring(2), new ArrayList<>()));
      } else if (!line.isEmpty()) {
        examples.get(examples.size() - 1).lines().add(line);
      }
    }
    return examples;
  }

  /** What goes to standard error may come a little earlier or later than README has it. */
  private static void run(Example example) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", example.command())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile());
    Map<String, String> environment = builder.environment();
    environment.merge(
        "PATH", Path.of(System.getProperty("java.home"), "bin") + ":", (path, bin) -> bin + path);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(printed.lines()).containsExactlyInAnyOrderElementsOf(example.lines());
  }
}
