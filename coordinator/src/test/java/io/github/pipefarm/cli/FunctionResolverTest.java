package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionResolverTest {
  private static final String SAMPLE = Sample.class.getName();
  private static final Binding LINES = new Binding(RecordFormat.LINES, List.of(), List.of());
  private static final Binding CSV = new Binding(RecordFormat.CSV, List.of(), List.of());

  @Test
  void aStaticMethodIsCalledWithTheRecord() throws Throwable {
    assertThat(resolve("java.lang.Math::sqrt", LINES).apply("4")).isEqualTo("2.0");
  }

  @Test
  void aMethodOfTheRecordsOwnTypeIsCalledOnTheRecord() throws Throwable {
    assertThat(resolve("java.lang.String::toUpperCase", LINES).apply("abc")).isEqualTo("ABC");
    assertThat(resolve("java.lang.String::length", LINES).apply("abc")).isEqualTo("3");
    assertThat(resolve("java.math.BigDecimal::negate", LINES).apply("1.50")).isEqualTo("-1.50");
    assertThat(resolve(SAMPLE + ".Word::letters", LINES).apply("four")).isEqualTo("4");
  }

  @Test
  void aMethodOfAClassWithAConstructorIsCalledOnOneObject() throws Throwable {
    assertThat(resolve(SAMPLE + "::loud", LINES).apply("hey")).isEqualTo("hey!");
    RecordFunction counted = resolve(SAMPLE + "::counted", LINES);
    assertThat(counted.apply("ignored")).isEqualTo("1");
    assertThat(counted.apply("as well")).isEqualTo("2");
  }

  @Test
  void aClassIsATaskFunctionOrAFunction() throws Throwable {
    assertThat(resolve(SAMPLE + "$Doubler", LINES).apply("21")).isEqualTo("42");
    assertThat(resolve(SAMPLE + "$Reverser", LINES).apply("abc")).isEqualTo("cba");
    refused(SAMPLE, LINES, "neither a TaskFunction nor a java.util.function.Function");
  }

  @Test
  void nestedClassesMayBeWrittenWithDots() throws Throwable {
    assertThat(resolve(SAMPLE + ".Doubler::apply", LINES).apply("21")).isEqualTo("42");
    assertThat(resolve("java.util.Map.Entry::comparingByKey", LINES).apply("")).isNotNull();
  }

  @Test
  void aMethodThatIsNotPublicIsFoundIfThereIsNoOther() throws Throwable {
    assertThat(resolve(SAMPLE + "::notPublic", LINES).apply("x")).isEqualTo("hidden x");
    refused("java.lang.String::isLatin1", LINES, "java.lang.String::isLatin1() is not public");
  }

  @Test
  void ofSeveralOverloadsTheOneThatTakesTextIsMeant() throws Throwable {
    assertThat(resolve(SAMPLE + "::either", LINES).apply("7")).isEqualTo("text 7");
    assertThat(resolve(SAMPLE + "::of", LINES).apply("7")).isEqualTo("chars 7");
    assertThat(resolve("java.lang.Integer::valueOf", LINES).apply("7")).isEqualTo("7");
  }

  @Test
  void typesChooseAnOverload() throws Throwable {
    assertThat(resolve(SAMPLE + "::either(int)", LINES).apply("7")).isEqualTo("number 7");
    assertThat(resolve("java.lang.Math::abs(int)", LINES).apply("-7")).isEqualTo("7");
    assertThat(resolve("java.lang.Math::abs(double)", LINES).apply("-7")).isEqualTo("7.0");
    assertThat(resolve(SAMPLE + "::of(java.lang.Integer)", LINES).apply("7")).isEqualTo("number 7");
    refused(
        SAMPLE + "::either(long)",
        LINES,
        SAMPLE + " has no either(long); there are " + SAMPLE + "::either(String), ");
  }

  @Test
  void severalOverloadsWithoutOneForTextAreListedAsTheyAreTyped() {
    refused(
        "java.lang.Math::abs",
        LINES,
        "type one of java.lang.Math::abs(double), java.lang.Math::abs(float),"
            + " java.lang.Math::abs(int), java.lang.Math::abs(long)");
    refused("java.lang.Math::max", CSV, "java.lang.Math::max(int,int)");
  }

  @Test
  void anOverloadThatUsesTheRecordWinsOverOneThatIgnoresIt() throws Throwable {
    Binding withConstant = new Binding(RecordFormat.LINES, List.of(), List.of("tr"));
    assertThat(resolve("java.lang.String::toUpperCase", withConstant).apply("i")).isEqualTo("İ");
  }

  @Test
  void constantsFillTheLastParametersOrTheFirst() throws Throwable {
    Binding last = new Binding(RecordFormat.LINES, List.of(), List.of("16"));
    assertThat(resolve("java.lang.Integer::parseInt", last).apply("ff")).isEqualTo("255");
    Binding first = new Binding(RecordFormat.LINES, List.of("2"), List.of());
    assertThat(resolve("java.lang.Math::pow", first).apply("10")).isEqualTo("1024.0");
    Binding both = new Binding(RecordFormat.LINES, List.of("1"), List.of("100"));
    assertThat(resolve(SAMPLE + "::three", both).apply("10")).isEqualTo("111");
    Binding all = new Binding(RecordFormat.LINES, List.of("1", "2"), List.of("3"));
    assertThat(resolve(SAMPLE + "::three", all).apply("ignored")).isEqualTo("6");
  }

  @Test
  void aConstantThatDoesNotFitIsNamed() {
    refused(
        "java.lang.Integer::parseInt",
        new Binding(RecordFormat.LINES, List.of(), List.of("x")),
        "--const 'x': java.lang.Integer::parseInt(String,int) takes int there:");
    refused(
        SAMPLE + "::loud",
        new Binding(RecordFormat.LINES, List.of(), List.of("a", "b")),
        "takes 1 value, fewer than there are constants");
  }

  @Test
  void columnsFillSeveralParametersInOrder() throws Throwable {
    Binding binding = new Binding(RecordFormat.CSV, List.of(), List.of("100"));
    assertThat(resolve(SAMPLE + "::work", binding).apply("1,101")).isEqualTo("10200");
    assertThat(resolve(SAMPLE + "::work", binding).apply("\"1\", 101")).isEqualTo("10200");
    Binding tabs = new Binding(RecordFormat.TSV, List.of(), List.of("100"));
    assertThat(resolve(SAMPLE + "::work", tabs).apply("1\t101")).isEqualTo("10200");
  }

  @Test
  void oneParameterTakesTheRecordAsItsTypeCan() throws Throwable {
    assertThat(resolve(SAMPLE + "::loud", CSV).apply("a,\"b\"")).isEqualTo("a,\"b\"!");
    assertThat(resolve(SAMPLE + ".Doubler", CSV).apply("\"21\"")).isEqualTo("42");
    assertThat(resolve(SAMPLE + "::sum", CSV).apply("1,2,3")).isEqualTo("6");
    assertThat(resolve(SAMPLE + "::size", CSV).apply("a,,\"b,c\"")).isEqualTo("3");
  }

  @Test
  void aWrongNumberOfColumnsFailsTheRecord() throws Throwable {
    RecordFunction three = resolve(SAMPLE + "::three", CSV);
    assertThatExceptionOfType(RecordException.class)
        .isThrownBy(() -> three.apply("1,2"))
        .withMessage(
            "wrong number of columns: 2, and %s::three(int,int,int) takes 3 of the record", SAMPLE);
    assertThatExceptionOfType(RecordException.class)
        .isThrownBy(() -> three.apply("1,2,3,4"))
        .withMessageStartingWith("wrong number of columns: 4");
  }

  @Test
  void aColumnThatCannotBeConvertedIsNumbered() throws Throwable {
    RecordFunction three = resolve(SAMPLE + "::three", CSV);
    assertThatExceptionOfType(RecordException.class)
        .isThrownBy(() -> three.apply("1,x,3"))
        .withMessage("java.lang.NumberFormatException: For input string: \"x\" (column 2)");
  }

  @Test
  void aMalformedRecordFailsAlone() throws Throwable {
    RecordFunction three = resolve(SAMPLE + "::three", CSV);
    assertThatExceptionOfType(RecordException.class)
        .isThrownBy(() -> three.apply("1,2,\"3"))
        .withMessageStartingWith("malformed record: ");
    assertThat(three.apply("1,2,3")).isEqualTo("6");
  }

  @Test
  void whatTheFunctionThrowsComesOutAsItIs() throws Throwable {
    RecordFunction thrower = resolve(SAMPLE + "::thrower", LINES);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> thrower.apply("boom"))
        .withMessage("boom");
  }

  @Test
  void voidPrintsNothingAndNullAnEmptyLine() throws Throwable {
    assertThat(resolve(SAMPLE + "::silent", LINES).apply("x")).isNull();
    assertThat(resolve(SAMPLE + "::nothing", LINES).apply("x")).isEmpty();
  }

  @Test
  void aMissingClassOrMethodIsAnsweredWithWhatMayBeMeant() {
    refused("Math::sqrt", LINES, "no class Math: did you mean java.lang.Math?");
    refused("java.lang.Math.sqrt", LINES, "did you mean java.lang.Math::sqrt?");
    refused("java.lang.Math::sqr", LINES, "java.lang.Math has no method sqr: did you mean sqrt?");
    refused("com.acme.Nowhere::run", LINES, "no class com.acme.Nowhere on the class path:");
  }

  @Test
  void whatCannotBeCalledIsExplained() {
    refused("java.lang.Math::pow", LINES, "takes 2 values of each record, but with --lines");
    refused(SAMPLE + "::unconvertible", LINES, "Runnable can't be made of a text");
    refused(SAMPLE + ".Configured::next", LINES, "has no public constructor without parameters");
    refused(SAMPLE + ".Failing::run", LINES, "threw java.lang.IllegalStateException: no licence");
  }

  private static RecordFunction resolve(String text, Binding binding) throws ResolutionException {
    return new FunctionResolver(Sample.class.getClassLoader(), binding, OutputFormat.TEXT)
        .resolve(FunctionText.parse(text));
  }

  private static void refused(String text, Binding binding, String reason) {
    assertThatExceptionOfType(ResolutionException.class)
        .isThrownBy(() -> resolve(text, binding))
        .withMessageContaining(reason);
  }
}
