package io.github.pipefarm.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Width and height in pixels, as {@code 1600x1000}. */
record PictureSize(int width, int height) {
  private static final int LARGEST = 20_000;
  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,4})x([1-9][0-9]{0,4})");

  static PictureSize parse(String text) {
    Matcher parts = SIZE.matcher(text);
    if (parts.matches()) {
      PictureSize size =
          new PictureSize(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
      if (size.width <= LARGEST && size.height <= LARGEST) {
        return size;
      }
    }
    throw new TypeConversionException(
        "'"
            + text
            + "' is no size; right would be 1600x1000, and at most "
            + LARGEST
            + " each way");
  }

  static final class Converter implements ITypeConverter<PictureSize> {
    @Override
    public PictureSize convert(String text) {
      return parse(text);
    }
  }
}
