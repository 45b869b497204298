package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConvertersTest {
  @Test
  void textStaysAsItIs() throws Throwable {
    assertThat(convert(" a ", String.class)).isEqualTo(" a ");
    assertThat(convert(" a ", CharSequence.class)).isEqualTo(" a ");
    assertThat(convert(" a ", Object.class)).isEqualTo(" a ");
  }

  @Test
  void numbersAreParsedAsTheirOwnType() throws Throwable {
    assertThat(convert(" 7 ", int.class)).isEqualTo(7);
    assertThat(convert("7", Integer.class)).isEqualTo(7);
    assertThat(convert("7", long.class)).isEqualTo(7L);
    assertThat(convert("7", short.class)).isEqualTo((short) 7);
    assertThat(convert("7", byte.class)).isEqualTo((byte) 7);
    assertThat(convert("7.5", double.class)).isEqualTo(7.5);
    assertThat(convert("7.5", Float.class)).isEqualTo(7.5f);
    assertThat(convert("7.50", BigDecimal.class)).isEqualTo(new BigDecimal("7.50"));
    assertThat(convert("7", BigInteger.class)).isEqualTo(BigInteger.valueOf(7));
  }

  @Test
  void theWordsOfTheJdkAreKnown() throws Throwable {
    assertThat(convert("TRUE", boolean.class)).isEqualTo(true);
    assertThat(convert("false", Boolean.class)).isEqualTo(false);
    assertThat(convert(" ", char.class)).isEqualTo(' ');
    assertThat(convert("MONDAY", DayOfWeek.class)).isEqualTo(DayOfWeek.MONDAY);
    assertThat(convert("a/b", Path.class)).isEqualTo(Path.of("a/b"));
    assertThat(convert("a/b", File.class)).isEqualTo(new File("a/b"));
    assertThat(convert("http://a", URI.class)).isEqualTo(URI.create("http://a"));
    assertThat(convert("2024-02-29", LocalDate.class)).isEqualTo(LocalDate.of(2024, 2, 29));
    assertThat(convert("PT5S", Duration.class)).isEqualTo(Duration.ofSeconds(5));
    assertThat(convert("1970-01-01T00:00:00Z", Instant.class)).isEqualTo(Instant.EPOCH);
    UUID uuid = new UUID(1, 2);
    assertThat(convert(uuid.toString(), UUID.class)).isEqualTo(uuid);
  }

  @Test
  void aClassOfTheUsersIsMadeByItsFactoryOrConstructor() throws Throwable {
    assertThat(((Sample.Word) convert("four", Sample.Word.class)).letters()).isEqualTo(4);
  }

  @Test
  void whatHasNoWayFromTextHasNoConverter() {
    assertThat(Converters.forType(Runnable.class)).isEmpty();
    assertThat(Converters.forType(ClassLoader.class)).isEmpty();
    assertThat(Converters.forType(int[].class)).isEmpty();
    assertThat(Converters.forType(Object[].class)).isEmpty();
  }

  @Test
  void whatIsNotOfTheTypeFails() {
    fails("x", int.class, "For input string: \"x\"");
    fails("yes", boolean.class, "neither true nor false: 'yes'");
    fails("ab", char.class, "not one char: 'ab'");
    fails("FUNDAY", DayOfWeek.class, "'FUNDAY'; there are MONDAY, TUESDAY");
    fails("2023-02-29", LocalDate.class, "2023-02-29");
  }

  private static Object convert(String text, Class<?> type) throws Throwable {
    return Converters.forType(type).orElseThrow().convert(text);
  }

  private static void fails(String text, Class<?> type, String message) {
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(() -> convert(text, type))
        .withMessageContaining(message);
  }
}
