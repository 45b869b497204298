package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A job as people have them: many files, each to be read and summed up. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class RealJobIT {
  record Jar(String name, String sha256, int classes) {}

  @Test
  void theJarsOfALocalRepositoryAreSummedUpAsByAPlainLoop() throws Exception {
    List<Path> files = jars();
    assumeTrue(!files.isEmpty(), "there is no local Maven repository with jars");
    List<Jar> expected = new ArrayList<>();
    for (Path file : files) {
      expected.add(describe(file));
    }
    try (Farm farm = Farm.processes(2).build()) {
      assertThat(farm.map(files, RealJobIT::describe)).isEqualTo(expected);
      try (Stream<Jar> results =
          farm.job().window(10).stream(files.stream(), RealJobIT::describe)) {
        assertThat(results.limit(50)).isEqualTo(expected.stream().limit(50).toList());
      }
    }
  }

  private static List<Path> jars() throws IOException {
    Path repository =
        Path.of(
            System.getProperty(
                "maven.repo.local", System.getProperty("user.home") + "/.m2/repository"));
    if (!Files.isDirectory(repository)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(repository)) {
      return files
          .filter(file -> file.toString().endsWith(".jar") && Files.isRegularFile(file))
          .sorted()
          .limit(120)
          .toList();
    }
  }

  private static Jar describe(Path file) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    int classes = 0;
    try (InputStream stream = new DigestInputStream(Files.newInputStream(file), digest);
        ZipInputStream zip = new ZipInputStream(stream)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        classes += entry.getName().endsWith(".class") ? 1 : 0;
      }
      stream.transferTo(OutputStream.nullOutputStream());
    }
    return new Jar(
        file.getFileName().toString(), HexFormat.of().formatHex(digest.digest()), classes);
  }
}
