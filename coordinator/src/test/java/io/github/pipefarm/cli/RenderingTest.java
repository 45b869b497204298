package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RenderingTest {
  public record Point(int x, String name) {}

  @Test
  void textAndNumbersAreWrittenAsTheyAre() throws RecordException {
    assertThat(Rendering.line("a \"b\" ä")).isEqualTo("a \"b\" ä");
    assertThat(Rendering.line(1.5)).isEqualTo("1.5");
    assertThat(Rendering.line(true)).isEqualTo("true");
  }

  @Test
  void nullIsAnEmptyLine() throws RecordException {
    assertThat(Rendering.line(null)).isEmpty();
  }

  @Test
  void arraysCollectionsMapsAndRecordsAreOneLineOfJson() throws RecordException {
    assertThat(Rendering.line(new int[] {1, 2})).isEqualTo("[1,2]");
    assertThat(Rendering.line(Arrays.asList("a\nb", null))).isEqualTo("[\"a\\nb\",null]");
    assertThat(Rendering.line(Set.of(1))).isEqualTo("[1]");
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("b", 1);
    map.put("a", List.of());
    assertThat(Rendering.line(map)).isEqualTo("{\"b\":1,\"a\":[]}");
    assertThat(Rendering.line(new Point(1, "p"))).isEqualTo("{\"x\":1,\"name\":\"p\"}");
  }

  @Test
  void aLineBreakInTextFailsTheRecord() {
    for (String text : List.of("a\nb", "a\r", "\r\n")) {
      assertThatExceptionOfType(RecordException.class)
          .isThrownBy(() -> Rendering.line(text))
          .withMessageContaining("--format jsonl");
    }
  }
}
