package io.github.pipefarm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputTest {
  @TempDir private Path folder;

  @Test
  void aFileThatIsPackedIsUnpackedIfItIsCalledSo() throws IOException {
    assertThat(content("a.gz", packed("1\n2\n"))).isEqualTo("1\n2\n");
    assertThat(content("two.gz", packed("1\n"), packed("2\n"))).isEqualTo("1\n2\n");
    assertThat(content("plain.gz", "1\n".getBytes(UTF_8))).isEqualTo("1\n");
    assertThat(content("short.gz", "1".getBytes(UTF_8))).isEqualTo("1");
    assertThat(content("empty.gz")).isEmpty();
    assertThat(content("a.txt", packed("1\n"))).isNotEqualTo("1\n");
  }

  @Test
  void aPackedFileThatBreaksOffIsNotTakenForWhole() {
    byte[] whole = packed("1\n2\n");
    assertThatExceptionOfType(EOFException.class)
        .isThrownBy(() -> content("torn.gz", Arrays.copyOf(whole, whole.length - 9)));
  }

  @Test
  void whatCannotBeReadIsRefusedBeforeAnythingRuns() {
    refused(folder.resolve("missing"), "': no such file");
    refused(folder, "' is a folder, not a file of records");
  }

  private static void refused(Path file, String reason) {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> Input.of(List.of(file)))
        .withMessage("'" + file + reason)
        .returns(ExitCode.SETUP, CommandException::exitCode);
  }

  private String content(String name, byte[]... parts) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (byte[] part : parts) {
        out.write(part);
      }
    }
    Input input = Input.of(List.of(file)).get(0);
    try (FileChannel channel = input.open()) {
      return new String(input.stream(channel).readAllBytes(), UTF_8);
    }
  }

  static byte[] packed(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }
}
