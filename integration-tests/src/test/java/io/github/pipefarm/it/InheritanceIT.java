package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What workers inherit, and what they are given. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class InheritanceIT {
  @TempDir Path folder;

  @Test
  void aWorkerInheritsEnvironmentPropertiesAndFolderButNoHeapSize() throws IOException {
    Path spaced = Files.createDirectory(folder.resolve("a folder"));
    String awkward = "a \"quoted\" and 'single' \\ back # hash";
    ProcessBuilder builder =
        Program.java(
            List.of(
                "-Xmx64m",
                "-ea",
                "-Dpipefarm.it.text=" + awkward,
                "-Dpipefarm.it.empty=",
                "--add-opens=java.base/java.lang=ALL-UNNAMED"),
            InheritingCoordinator.class);
    builder.directory(spaced.toFile());
    builder.environment().put("PIPEFARM_IT_VARIABLE", "a value");
    builder.environment().put("spring.x", "dotted");
    try (Program coordinator = Program.start(builder)) {
      assertThat(coordinator.exitCode()).as(coordinator::err).isZero();
      assertThat(coordinator.out())
          .containsExactly(
              "variable a value",
              "no identifier dotted",
              "property " + awkward,
              "empty []",
              "program's null",
              "folder " + spaced.toRealPath(),
              "assertions true",
              "opened true",
              "small heap false");
    }
  }

  @Test
  void aWorkerInheritsWithNothingUnusualInTheEnvironmentJustTheSame() throws IOException {
    ProcessBuilder builder =
        Program.java(List.of("-Dpipefarm.it.text=plain"), InheritingCoordinator.class);
    builder.directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> !name.matches("[A-Za-z_][A-Za-z_0-9]*"));
    builder.environment().put("PIPEFARM_IT_VARIABLE", "first\nsecond");
    try (Program coordinator = Program.start(builder)) {
      assertThat(coordinator.exitCode()).as(coordinator::err).isZero();
      assertThat(coordinator.out())
          .contains(
              "variable first",
              "second",
              "no identifier null",
              "property plain",
              "folder " + folder.toRealPath(),
              "assertions false",
              "opened false");
    }
  }

  @Test
  void aWorkersHeapStaysAsLargeAsItWasUnlessItIsToldOtherwise() {
    assertThat(freeRatios()).containsExactly("-XX:MaxHeapFreeRatio=100");
    assertThat(freeRatios("-XX:MaxHeapFreeRatio=70"))
        .as("the last one holds")
        .endsWith("-XX:MaxHeapFreeRatio=70");
    assertThat(freeRatios("-XX:+UseG1GC")).as("another collector").isEmpty();
  }

  private static List<String> freeRatios(String... flags) {
    try (Farm farm = Farm.processes(1).jvmArgs(flags).build()) {
      return farm.call(
          () ->
              ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                  .filter(argument -> argument.contains("FreeRatio"))
                  .toList());
    }
  }

  @Test
  void aWorkerHasTheLocaleAndTheTimeZoneOfItsCoordinator() {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.CANADA_FRENCH);
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      try (Farm farm = Farm.processes(1).build()) {
        assertThat(farm.call(() -> Locale.getDefault().toLanguageTag())).isEqualTo("fr-CA");
        assertThat(farm.call(() -> TimeZone.getDefault().getID())).isEqualTo("Asia/Kathmandu");
      }
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void theEnvironmentCanBeAddedToAndReplaced() {
    String inherited =
        System.getenv().keySet().stream().filter("PATH"::equals).findFirst().orElseThrow();
    try (Farm farm =
        Farm.processes(1)
            .environment(Map.of("PIPEFARM_IT_ADDED", "added", "my.dotted-name", "x", "HOME", "/h"))
            .build()) {
      assertThat(farm.call(() -> System.getenv("PIPEFARM_IT_ADDED"))).isEqualTo("added");
      assertThat(farm.call(() -> System.getenv("my.dotted-name"))).isEqualTo("x");
      assertThat(farm.call(() -> System.getenv("HOME"))).isEqualTo("/h");
      assertThat(farm.call(() -> System.getenv(inherited))).isEqualTo(System.getenv(inherited));
    }
  }

  @Test
  void theWorkingDirectoryCanBeAnother() throws IOException {
    Files.writeString(folder.resolve("here.txt"), "found");
    try (Farm farm = Farm.processes(1).workingDirectory(folder).build()) {
      assertThat(farm.call(() -> Files.readString(Path.of("here.txt")))).isEqualTo("found");
      assertThat(farm.call(() -> Path.of("").toAbsolutePath().toString()))
          .isEqualTo(folder.toRealPath().toString());
    }
  }

  @Test
  void optionsOfTheJvmAreAddedAndWin() {
    try (Farm farm =
        Farm.processes(1)
            .jvmArgs("-Dpipefarm.it.given=some text", "-Xmx96m", "-XX:+UseParallelGC")
            .build()) {
      assertThat(farm.call(() -> System.getProperty("pipefarm.it.given"))).isEqualTo("some text");
      assertThat(farm.call(() -> Runtime.getRuntime().maxMemory() >> 20)).isBetween(48L, 96L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
  void aCollectorThatTheirEnvironmentNamesIsTheOneThatWorkersHave(String variable) {
    try (Farm farm =
        Farm.processes(1).environment(Map.of(variable, "-XX:+UseParallelGC")).build()) {
      assertThat(farm.call(() -> ManagementFactory.getGarbageCollectorMXBeans().get(0).getName()))
          .startsWith("PS ");
    }
  }

  @Test
  void maxHeapLimitsTheHeapOfEachWorker() {
    try (Farm farm = Farm.processes(1).maxHeap("64m").build()) {
      assertThat(farm.call(() -> Runtime.getRuntime().maxMemory() >> 20)).isBetween(32L, 64L);
    }
  }

  @Test
  void aLauncherStartsTheWorkers() {
    try (Farm farm = Farm.processes(1).launcherPrefix("env", "PIPEFARM_IT=by a launcher").build()) {
      assertThat(farm.call(() -> System.getenv("PIPEFARM_IT"))).isEqualTo("by a launcher");
    }
  }

  @Test
  void byDefaultTheWorkersTogetherTakeNoMoreThanTheMachineHas() {
    try (Farm few = Farm.processes(1).build();
        Farm many = Farm.processes(8).build()) {
      long alone = few.call(() -> Runtime.getRuntime().maxMemory());
      long oneOfMany = many.call(() -> Runtime.getRuntime().maxMemory());
      assertThat(oneOfMany).isBetween(alone / 16, alone / 4);
    }
  }

  @Test
  void theClassPathCanBeAddedTo() throws IOException {
    Files.writeString(folder.resolve("only-in-workers.txt"), "resource");
    try (Farm farm = Farm.processes(1).classpath(folder).build()) {
      assertThat(
              farm.call(
                  () -> {
                    try (var resource =
                        ClassLoader.getSystemResourceAsStream("only-in-workers.txt")) {
                      return resource == null
                          ? "none"
                          : new String(resource.readAllBytes(), StandardCharsets.UTF_8);
                    }
                  }))
          .isEqualTo("resource");
    }
    assertThat(ClassLoader.getSystemResource("only-in-workers.txt")).isNull();
  }

  @Test
  void workersRunOnAnotherJavaWhereAsked() throws IOException {
    Optional<Path> other = anotherJava();
    assumeTrue(other.isPresent(), "there is no other Java 17 or later on this machine");
    try (Farm farm = Farm.processes(2).javaHome(other.orElseThrow()).build()) {
      int feature = farm.call(() -> Runtime.version().feature());
      assertThat(feature).isEqualTo(featureOf(other.orElseThrow()));
      assertThat(feature).isNotEqualTo(Runtime.version().feature());
      assertThat(farm.map(FarmContract.numbers(200), i -> i * 2)).hasSize(200).endsWith(398);
    }
  }

  /** The newest Java beside that of this JVM, where distributions put them. */
  private static Optional<Path> anotherJava() throws IOException {
    Path folder = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(folder)) {
      return homes
          .filter(home -> Files.isExecutable(home.resolve("bin/java")))
          .filter(home -> featureOf(home) >= 17 && featureOf(home) != Runtime.version().feature())
          .max((a, b) -> Integer.compare(featureOf(a), featureOf(b)));
    }
  }

  /** The version in the installation's {@code release} file; 0 where there is none. */
  private static int featureOf(Path javaHome) {
    try (Stream<String> lines = Files.lines(javaHome.resolve("release"))) {
      return lines
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> Integer.valueOf(line.replaceAll("\\D*(\\d+).*", "$1")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
