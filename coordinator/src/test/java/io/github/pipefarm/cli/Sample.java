package io.github.pipefarm.cli;

import io.github.pipefarm.function.TaskFunction;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Functions as users write them. */
public class Sample {
  private int calls;

  public static int work(int a, int b, int constant) {
    return (a + b) * constant;
  }

  public static String either(String text) {
    return "text " + text;
  }

  public static String either(int number) {
    return "number " + number;
  }

  public static String of(CharSequence text) {
    return "chars " + text;
  }

  public static String of(Integer number) {
    return "number " + number;
  }

  public static int three(int a, int b, int c) {
    return a + b + c;
  }

  public static int sum(int[] numbers) {
    int sum = 0;
    for (int number : numbers) {
      sum += number;
    }
    return sum;
  }

  public static int size(List<String> columns) {
    return columns.size();
  }

  public static String joined(String a, String b, String c, String d) {
    return String.join(" ", a, b, c, d);
  }

  public static double ratio(double a, double b) {
    return a / b;
  }

  public static double total(Sale sale) {
    return sale.price() * sale.qty();
  }

  public static String label(Stock stock) {
    return stock.item + ":" + stock.qty;
  }

  public static Set<String> keys(Map<String, String> row) {
    return row.keySet();
  }

  /** Writes two constants one behind the other, and adds the record. */
  public static int digits(int number, int tens, int ones) {
    return number + 10 * tens + ones;
  }

  public static List<Integer> scaled(int factor, List<Integer> numbers) {
    return numbers.stream().map(number -> factor * number).toList();
  }

  public static int distinct(Set<String> texts) {
    return texts.size();
  }

  public static int product(Iterable<Integer> numbers) {
    int product = 1;
    for (int number : numbers) {
      product *= number;
    }
    return product;
  }

  public static void silent(String text) {}

  public static String nothing(String text) {
    return null;
  }

  public static void thrower(String text) throws Exception {
    throw new IllegalStateException(text);
  }

  public static void unconvertible(Runnable action) {
    action.run();
  }

  public int counted() {
    return ++calls;
  }

  public String loud(String text) {
    return text + "!";
  }

  static String notPublic(String text) {
    return "hidden " + text;
  }

  /** A record of columns or of JSON. */
  public record Sale(String item, double price, int qty) {}

  /** A bean, which does not care for the price. */
  public static class Stock {
    private String item = "";
    private int qty;

    public void setItem(String item) {
      this.item = item;
    }

    public void setQty(int qty) {
      this.qty = qty;
    }
  }

  public static class Doubler implements TaskFunction<Integer, Integer> {
    private static final long serialVersionUID = 1;

    @Override
    public Integer apply(Integer number) {
      return 2 * number;
    }
  }

  public static class Reverser implements Function<String, String> {
    @Override
    public String apply(String text) {
      return new StringBuilder(text).reverse().toString();
    }
  }

  public static class Configured {
    private final int step;

    public Configured(int step) {
      this.step = step;
    }

    public int next(int number) {
      return number + step;
    }
  }

  public static class Failing {
    public Failing() {
      throw new IllegalStateException("no licence");
    }

    public String run(String text) {
      return text;
    }
  }

  /** Made of the record by its constructor. */
  public static class Word {
    private final String text;

    public Word(String text) {
      this.text = text;
    }

    public int letters() {
      return text.length();
    }
  }
}
