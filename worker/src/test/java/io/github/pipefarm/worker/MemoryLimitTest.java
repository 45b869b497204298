package io.github.pipefarm.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class MemoryLimitTest {
  private static final long MB = 1 << 20;

  @TempDir Path folder;

  @Test
  void isExceededByWhatIsTheProcesssOwn() {
    MemoryLimit limit = new MemoryLimit(MB, () -> 0);
    assertThat(limit.isExceeded()).isTrue();
    assertThat(limit.describe()).contains("more than 1 MB (maxWorkerRss)");
    assertThat(new MemoryLimit(1L << 40, () -> 0).isExceeded()).isFalse();
    assertThat(new MemoryLimit(0, () -> 0).isExceeded()).as("no limit").isFalse();
  }

  @Test
  void isNotExceededByWhatAllWorkersShare() throws Exception {
    long before = resident("VmRSS:");
    int size = (int) (256 * MB);
    long limit = before + size / 2;
    MemoryLimit forAll = new MemoryLimit(limit, () -> 0);
    MemoryLimit forOwn = new MemoryLimit(limit, () -> size);
    MappedByteBuffer shared = map(size);
    for (int at = 0; at < size; at += 4096) {
      shared.put(at, (byte) 1);
    }
    assertThat(forAll.isExceeded()).isTrue();
    assertThat(forOwn.isExceeded()).isFalse();
    assertThat(shared.get(0)).isEqualTo((byte) 1);
  }

  @Test
  void whatIsMappedAndWasNeverTouchedIsNotTakenOff() throws Exception {
    // Even what stands behind the files of the JVM counts.
    long limit = resident("RssAnon:") + resident("RssFile:") / 2;
    assertThat(new MemoryLimit(limit, () -> 1L << 40).isExceeded()).isTrue();
  }

  private MappedByteBuffer map(int size) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("shared"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return file.map(FileChannel.MapMode.READ_WRITE, 0, size);
    }
  }

  private static long resident(String name) throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(each -> each.startsWith(name))
            .findAny()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
  }
}
