package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ShellWordsTest {
  @Test
  void wordsAreSplitAtSpaces() {
    assertThat(ShellWords.split("  nice  -n\t10 ")).containsExactly("nice", "-n", "10");
    assertThat(ShellWords.split(" ")).isEmpty();
  }

  @Test
  void quotesKeepSpacesAndMayStandWithinWords() {
    assertThat(ShellWords.split("env A='b c' \"d  e\"f ''"))
        .containsExactly("env", "A=b c", "d  ef", "");
  }

  @Test
  void aBackslashTakesTheNextCharacterAsItIs() {
    assertThat(ShellWords.split("a\\ b \"\\\"c\\d\" '\\e'"))
        .containsExactly("a b", "\"c\\d", "\\e");
    assertThat(ShellWords.split("a\\")).containsExactly("a\\");
  }

  @Test
  void aQuoteWithoutItsSecondIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShellWords.split("nice 'a"))
        .withMessage("'nice 'a' has no second '");
  }
}
