package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

class HelpPagesTest {
  @TempDir private Path classes;

  @Test
  void eachCommandHasAPagePlainAndInColours() throws IOException {
    HelpPages.main(new String[] {classes.toString()});
    Path folder = classes.resolve("io/github/pipefarm/cli/help");
    List<String> names = new ArrayList<>(Main.COMMANDS);
    names.add("pipefarm");
    for (String name : names) {
      String plain = Files.readString(folder.resolve(name + ".txt"));
      String coloured = Files.readString(folder.resolve(name + ".ansi"));
      assertThat(plain).contains("Usage: pipefarm", "Examples:").doesNotContain("\u001b");
      assertThat(coloured).contains("\u001b[");
      assertThat(Ansi.OFF.string(coloured).replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(plain);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "map", "--version", "map --help x", "mpa --help", "help map", "--help map"})
  void otherArgumentsAskForNoPage(String args) throws IOException {
    assertThat(HelpPages.of(args.isEmpty() ? new String[0] : args.split(" "), false)).isEmpty();
  }
}
