package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineCheckTest {
  @TempDir private Path root;

  private List<String> findings(Map<String, String> environment) {
    return new MachineCheck(environment, root).findings().stream().map(Finding::toString).toList();
  }

  private void file(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void limitsOfAControlGroupAreNamed() throws IOException {
    machine();
    file("proc/self/cgroup", "0::/user.slice/job\n");
    file("sys/fs/cgroup/cgroup.procs", "1\n");
    file("sys/fs/cgroup/user.slice/cpu.max", "150000 100000\n");
    file("sys/fs/cgroup/user.slice/memory.max", "max\n");
    file("sys/fs/cgroup/user.slice/job/cpu.max", "max 100000\n");
    file("sys/fs/cgroup/user.slice/job/memory.max", "1073741824\n");
    assertThat(findings(Map.of()))
        .anyMatch(line -> line.startsWith("note  processors") && line.contains("1.5 of them"))
        .anyMatch(
            line ->
                line.startsWith("note  memory")
                    && line.contains("1024 MB of the machine's 8192 MB"));
  }

  @Test
  void soAreThoseOfTheFirstVersion() throws IOException {
    machine();
    file("proc/self/cgroup", "4:memory:/job\n1:cpu,cpuacct:/not/in/here\n0::/\n");
    file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
    file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    file("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "2147483648\n");
    assertThat(findings(Map.of()))
        .anyMatch(line -> line.startsWith("note  processors") && line.contains("0.5 of them"))
        .anyMatch(line -> line.startsWith("note  memory") && line.contains("2048 MB of"));
  }

  private void machine() throws IOException {
    file("proc/cpuinfo", "processor : 0\n".repeat(1000));
    file("proc/meminfo", "MemTotal:       8388608 kB\n");
  }

  @Test
  void variablesThatReachWorkersOrDoNotAreNamed() {
    assertThat(
            findings(
                Map.of(
                    "JAVA_TOOL_OPTIONS", "-agentlib:jdwp=transport=dt_socket",
                    "_JAVA_OPTIONS", "-javaagent:a.jar",
                    "CLASSPATH", "mine.jar")))
        .filteredOn(line -> line.startsWith("note  JVM options") && line.endsWith("and debugger"))
        .hasSize(2);
    assertThat(findings(Map.of("CLASSPATH", "mine.jar")))
        .anyMatch(line -> line.startsWith("note  class path") && line.contains("mine.jar"));
  }

  @Test
  void whatIsMissingIsSaid() throws IOException {
    file("proc/self/limits", "Max open files            64                   64     files\n");
    assertThat(findings(Map.of("JAVA_TOOL_OPTIONS", "-Dx=y")))
        .anyMatch(line -> line.startsWith("note  JVM options") && line.contains("-Dx=y"))
        .anyMatch(line -> line.startsWith("note  /dev/shm"))
        .anyMatch(line -> line.startsWith("note  open files") && line.contains("64 at most"))
        .anyMatch(line -> line.startsWith("BAD   pipes"));
  }
}
