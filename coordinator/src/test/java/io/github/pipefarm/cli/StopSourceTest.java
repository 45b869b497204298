package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopSourceTest {
  @TempDir Path folder;

  @Test
  void aRequestIsSeenByTheTokenThatWasLookedAtBefore() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "there is no /proc");
    StopSource source = StopSource.make().orElseThrow();
    StopToken token = source.token();
    assertThat(token.isVisible()).isTrue();
    assertThat(token.isStopRequested()).isFalse();
    source.requestStop();
    assertThat(token.isStopRequested()).isTrue();
  }

  @Test
  void itsFileHasNoName() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "there is no /proc");
    StopSource source = StopSource.make().orElseThrow();
    List<String> open = new ArrayList<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        if (Files.exists(descriptor, LinkOption.NOFOLLOW_LINKS)) {
          open.add(Files.readSymbolicLink(descriptor).toString());
        }
      }
    }
    assertThat(open)
        .filteredOn(name -> name.contains("pipefarm-stop"))
        .isNotEmpty()
        .allMatch(name -> name.endsWith("(deleted)"));
    assertThat(source.token().isVisible()).isTrue();
  }

  @Test
  void itIsFoundWhileOtherFilesComeAndGo() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "there is no /proc");
    AtomicBoolean enough = new AtomicBoolean();
    Path file = Files.createFile(folder.resolve("file"));
    Thread other =
        new Thread(
            () -> {
              while (!enough.get()) {
                assertThatCode(() -> openAndCloseMany(file)).doesNotThrowAnyException();
              }
            });
    other.start();
    try {
      for (int i = 0; i < 200; i++) {
        assertThat(StopSource.make()).isPresent();
      }
    } finally {
      enough.set(true);
      other.join();
    }
  }

  private static void openAndCloseMany(Path file) throws IOException {
    List<FileChannel> open = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      open.add(FileChannel.open(file));
    }
    for (FileChannel channel : open) {
      channel.close();
    }
  }

  @Test
  void aTokenWhoseSourceIsOutOfSightNeverAsksForAStop() {
    StopToken token = new StopToken("/proc/0/fd/0");
    assertThat(token.isVisible()).isFalse();
    assertThat(token.isStopRequested()).isFalse();
    assertThat(StopToken.NEVER.isStopRequested()).isFalse();
  }

  @Test
  void aRecordDoesNotBeginAfterAStop() throws Exception {
    StopSource source = StopSource.make().orElseThrow();
    RecordTask task =
        new RecordTask(
            UserCode.function("java.lang.Math::sqrt", Map.of()),
            new Binding(RecordFormat.LINES, List.of(), List.of()),
            OutputFormat.TEXT,
            OnMalformed.FAIL,
            List.of(),
            source.token());
    assertThat(task.apply("4")).isEqualTo("2.0");
    source.requestStop();
    assertThat(task.apply("4")).isEqualTo(RecordTask.NOT_BEGUN);
  }
}
