package io.github.pipefarm.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how long a record may be: up to 1 GB, which is as much as fits into a text. */
final class RecordSize implements ITypeConverter<Integer> {
  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,9})([kmg]?)");
  private static final long LONGEST = 1L << 30;

  @Override
  public Integer convert(String text) {
    Matcher parts = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new TypeConversionException("'" + text + "' is no size; right would be 64k or 16m");
    }
    long bytes =
        Long.parseLong(parts.group(1)) << (10 * " kmg".indexOf((parts.group(2) + " ").charAt(0)));
    if (bytes > LONGEST) {
      throw new TypeConversionException("'" + text + "' is too much; a record has up to 1g");
    }
    return (int) bytes;
  }
}
