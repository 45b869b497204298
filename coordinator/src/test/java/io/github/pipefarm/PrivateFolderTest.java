package io.github.pipefarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PrivateFolderTest {
  @Test
  void isDeletedWithAllThatIsInIt() throws IOException {
    PrivateFolder folder = PrivateFolder.make();
    Files.createDirectories(folder.path().resolve("a/b"));
    Files.writeString(folder.path().resolve("a/b/c"), "content");
    folder.close();
    assertThat(folder.path()).doesNotExist();
  }

  @Test
  void isDeletedThoughADyingWorkerPutsALastFileIntoIt() throws Exception {
    for (int i = 0; i < 200; i++) {
      PrivateFolder folder = PrivateFolder.make();
      for (int n = 0; n < 20; n++) {
        Files.writeString(folder.path().resolve("page-" + n), "content");
      }
      CountDownLatch begun = new CountDownLatch(1);
      CompletableFuture<Void> dying =
          CompletableFuture.runAsync(
              () -> {
                begun.countDown();
                putFiles(folder.path());
              });
      begun.await();
      folder.close();
      dying.join();
      assertThat(folder.path()).doesNotExist();
    }
  }

  private static void putFiles(Path folder) {
    for (int n = 0; n < 5; n++) {
      try {
        Files.writeString(folder.resolve("last-" + n), "content");
      } catch (IOException e) {
        return; // the folder is gone
      }
    }
  }
}
