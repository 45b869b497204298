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
    file("proc/cpuinfo", "processor : 0\n".repeat(1000));
    file("proc/meminfo", "MemTotal:       8388608 kB\n");
    file("sys/fs/cgroup/cpu.max", "150000 100000\n");
    file("sys/fs/cgroup/memory.max", "1073741824\n");
    assertThat(findings(Map.of()))
        .anyMatch(line -> line.startsWith("note  processors") && line.contains("150000 100000"))
        .anyMatch(
            line ->
                line.startsWith("note  memory")
                    && line.contains("1024 MB of the machine's 8192 MB"));
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
