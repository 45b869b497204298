package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * README and the pages in docs: Java compiles, and prints what the block of text below it says;
 * commands print what stands below them; Python prints the same as the Java beside it. What several
 * pages show alike is run for the first of them.
 */
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class DocsIT {
  private static final Path TOP = Path.of("..");
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  @TempDir private static Path folder;
  private static Farm farm;

  /** A command and the lines that follow it. */
  private record Example(String command, List<String> lines) {
    /** Whether no later one of its page may need what it makes. */
    boolean standsAlone() {
      return command.contains("./pipefarm map ")
          && !command.matches(".* (-o|--journal|--failures|--report|--trace) .*");
    }
  }

  @BeforeAll
  static void openFarm() {
    farm = Farm.processes(2).build();
  }

  @AfterAll
  @Timeout(value = 30, threadMode = SEPARATE_THREAD)
  static void closeFarm() {
    farm.close();
  }

  @TestFactory
  List<DynamicContainer> whatThePagesShowIsWhatHappens() throws IOException {
    List<DynamicContainer> pages = new ArrayList<>();
    Set<Example> shown = new HashSet<>();
    try (Stream<Path> docs = Files.list(TOP.resolve("docs"))) {
      for (Path page : Stream.concat(Stream.of(TOP.resolve("README.md")), docs.sorted()).toList()) {
        if (page.toString().endsWith(".md")) {
          String name = page.getFileName().toString();
          Path own = Files.createDirectory(folder.resolve(name));
          pages.add(DynamicContainer.dynamicContainer(name, testsOf(page, own, shown)));
        }
      }
    }
    assertThat(pages).hasSizeGreaterThan(6);
    return pages;
  }

  private static List<DynamicTest> testsOf(Path page, Path own, Set<Example> shown)
      throws IOException {
    List<Markdown.Block> blocks = Markdown.blocks(page);
    preparePlaceForCommands(own, blocks);
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      Markdown.Block block = blocks.get(i);
      Markdown.Block following = i + 1 < blocks.size() ? blocks.get(i + 1) : block;
      String name = "line " + block.line();
      switch (block.language()) {
        case "java" ->
            tests.add(DynamicTest.dynamicTest(name, () -> checkJava(block, following, own)));
        case "python" ->
            tests.add(DynamicTest.dynamicTest(name, () -> checkPython(block, blocks, own)));
        case "console" ->
            examples(block).stream()
                .filter(example -> !example.standsAlone() || shown.add(example))
                .forEach(
                    example ->
                        tests.add(
                            DynamicTest.dynamicTest(example.command(), () -> run(example, own))));
        default -> {}
      }
    }
    return tests;
  }

  private static void preparePlaceForCommands(Path own, List<Markdown.Block> blocks)
      throws IOException {
    Path script =
        Files.writeString(
            own.resolve("pipefarm"),
            "#!/bin/sh\nJAVA_HOME='%s' exec /bin/sh '%s' \"$@\"\n"
                .formatted(
                    System.getProperty("java.home"), System.getProperty("pipefarm.launcher")));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    for (Markdown.Block block : blocks) {
      if (block.language().equals("java") && new Snippet(block).isWhole()) {
        new Snippet(block).writeTo(own);
      }
    }
  }

  private static void checkJava(Markdown.Block block, Markdown.Block following, Path own)
      throws Exception {
    Snippet snippet = new Snippet(block);
    Path classes = Files.createDirectories(own.resolve("compiled" + block.line()));
    snippet.compileTo(classes);
    if (following.language().equals("text") && isRightBehind(block, following)) {
      assertThat(snippet.run(classes, farm)).containsExactlyElementsOf(following.lines());
    }
  }

  /** Whether nothing stands between two blocks but a blank line. */
  private static boolean isRightBehind(Markdown.Block block, Markdown.Block following) {
    return following.line() - (block.line() + block.lines().size()) <= 3;
  }

  /** The text that Python has to print is the next one, which the Java beside it prints as well. */
  private static void checkPython(Markdown.Block block, List<Markdown.Block> blocks, Path own)
      throws IOException, InterruptedException {
    assumeThat(PYTHON).as("Python is installed").exists();
    Path program = Files.writeString(own.resolve("line" + block.line() + ".py"), block.text());
    List<String> expected =
        blocks.stream()
            .filter(each -> each.line() > block.line() && each.language().equals("text"))
            .findFirst()
            .map(Markdown.Block::lines)
            .orElseThrow();
    Process process =
        new ProcessBuilder(PYTHON.toString(), program.toString()).redirectErrorStream(true).start();
    assertThat(printedBy(process).lines()).containsExactlyElementsOf(expected);
  }

  private static List<Example> examples(Markdown.Block block) {
    List<Example> examples = new ArrayList<>();
    for (String line : block.lines()) {
      if (line.startsWith("$ ")) {
        examples.add(new Example(line.substring(2), new ArrayList<>()));
      } else if (!line.isEmpty()) {
        examples.get(examples.size() - 1).lines().add(line);
      }
    }
    return examples;
  }

  /** What goes to standard error may come a little earlier or later than the page has it. */
  private static void run(Example example, Path own) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", example.command())
            .directory(own.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile());
    Map<String, String> environment = builder.environment();
    environment.merge(
        "PATH", Path.of(System.getProperty("java.home"), "bin") + ":", (path, bin) -> bin + path);
    assertThat(printedBy(builder.start()).lines())
        .containsExactlyInAnyOrderElementsOf(example.lines());
  }

  private static String printedBy(Process process) throws IOException, InterruptedException {
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return printed;
  }
}
