package io.github.pipefarm.it;

import io.github.pipefarm.Farm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Says which settings its worker finds on the class path. */
final class SettingsReader {
  private SettingsReader() {}

  public static void main(String[] args) {
    try (Farm farm = Farm.processes(1).build()) {
      System.out.println(farm.call(SettingsReader::settings));
    }
  }

  private static String settings() {
    try (InputStream in = SettingsReader.class.getResourceAsStream("/settings.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
