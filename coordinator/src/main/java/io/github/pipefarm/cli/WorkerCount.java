package io.github.pipefarm.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads {@code 4}, {@code 50%} of the processors, or {@code -1} and {@code +2} from all of them.
 */
final class WorkerCount implements ITypeConverter<Integer> {
  private static final Pattern COUNT = Pattern.compile("([+-]?)([0-9]{1,6})(%?)");

  @Override
  public Integer convert(String text) {
    return parse(text, processors());
  }

  static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  static int parse(String text, int processors) {
    Matcher parts = COUNT.matcher(text);
    if (!parts.matches()) {
      throw wrong(text);
    }
    int number = Integer.parseInt(parts.group(2));
    if (!parts.group(3).isEmpty()) {
      number = number == 0 ? 0 : Math.max(1, Math.round(processors * number / 100f));
    }
    return switch (parts.group(1)) {
      case "+" -> processors + number;
      case "-" -> Math.max(1, processors - number);
      default -> {
        if (number == 0) {
          throw wrong(text);
        }
        yield number;
      }
    };
  }

  private static TypeConversionException wrong(String text) {
    return new TypeConversionException(
        "'"
            + text
            + "' is no number of workers; right would be 4, 50% of the processors, or -1 or +1 from"
            + " all of them");
  }
}
