package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {
  @TempDir private Path folder;

  @Test
  void severalEntriesStandInOneValueAndAStarMeansAllJars() throws IOException {
    Path a = jar("a.jar");
    Path b = jar("b.jar");
    Files.writeString(folder.resolve("c.txt"), "");
    assertThat(ClassPath.parse(List.of(a + File.pathSeparator + folder, b.toString())).entries())
        .containsExactly(a, folder, b);
    assertThat(ClassPath.parse(List.of(folder + "/*")).entries()).containsExactly(a, b);
  }

  @Test
  void whatIsMissingOrNoJarIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("c.jar"), "no jar");
    refused(folder.resolve("x.jar").toString(), "' does not exist");
    refused(text.toString(), "' is no jar: ");
    refused(text + "/*", "' is no folder that can be read");
  }

  @Test
  void oneClassPathHasOneLoader() throws IOException {
    List<String> entries = List.of(jar("a.jar").toString());
    assertThat(ClassPath.loader(entries))
        .isSameAs(ClassPath.loader(List.copyOf(entries)))
        .isNotSameAs(ClassPath.loader(List.of()));
  }

  private Path jar(String name) throws IOException {
    Path jar = folder.resolve(name);
    new JarOutputStream(Files.newOutputStream(jar), new Manifest()).close();
    return jar;
  }

  private static void refused(String value, String reason) {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> ClassPath.parse(List.of(value)))
        .withMessageStartingWith("--classpath: '")
        .withMessageContaining(reason)
        .returns(ExitCode.SETUP, CommandException::exitCode);
  }
}
