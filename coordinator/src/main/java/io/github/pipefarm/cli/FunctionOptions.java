package io.github.pipefarm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is to be run, at a shell: FUNCTION or an expression, its class path, its constants. */
final class FunctionOptions {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FUNCTION",
      description =
          "What to run, as java.lang.Math::sqrt, see below; not with -e, where this is a FILE too.")
  private @Nullable String function;

  @Parameters(
      index = "1..*",
      paramLabel = "FILE",
      description =
          "Where the records are, packed by gzip if the name ends in .gz; - is standard input, which"
              + " is the default.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = {"-e", "--expr"},
      paramLabel = "EXPR",
      parameterConsumer = TakenAsItIs.class,
      description =
          "Run a Java expression over it, the record, or a lambda, instead of FUNCTION; see below.")
  private @Nullable String expression;

  @Option(
      names = "--source",
      paramLabel = "FILE.java",
      description =
          "Compile this file and let FUNCTION or EXPR use its classes. It may be in any package.")
  private @Nullable Path source;

  @Option(
      names = {"--cp", "--classpath"},
      paramLabel = "PATH",
      description =
          "Jars and folders with your classes, separated as for java -cp; folder/* means all jars"
              + " in it. May be repeated.")
  private List<String> classPath = new ArrayList<>();

  @Option(
      names = "--const",
      paramLabel = "VALUE",
      converter = Constant.Typed.class,
      parameterConsumer = TakenAsItIs.class,
      description =
          "Fill the last parameter with VALUE, the same for every record, parsed once per worker;"
              + " lists, maps and records from JSON. May be repeated, in the order of the"
              + " parameters.")
  private List<Constant> constants = new ArrayList<>();

  @Option(
      names = "--const-file",
      paramLabel = "FILE",
      converter = Constant.InFile.class,
      description =
          "As --const, with the text that FILE has, in UTF-8 and without the line break at its end."
              + " May be repeated and mixed with --const.")
  private List<Constant> constantFiles = new ArrayList<>();

  @Option(
      names = "--const-first",
      paramLabel = "VALUE",
      parameterConsumer = TakenAsItIs.class,
      description = "Fill the first parameter with VALUE. May be repeated.")
  private List<String> constantsFirst = new ArrayList<>();

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  /** FUNCTION and the FILEs behind it, without an option. */
  static FunctionOptions ofOperands(List<String> operands) {
    FunctionOptions options = new FunctionOptions();
    options.function = operands.get(0);
    for (String file : operands.subList(1, operands.size())) {
      options.files.add(Path.of(file));
    }
    return options;
  }

  /**
   * Looks at what was typed.
   *
   * @throws CommandException if something can't be
   */
  void check() {
    if (expression != null) {
      Expression.parse(expression);
    } else if (function != null) {
      FunctionText.parse(function);
    } else {
      String message = "Missing required parameter: 'FUNCTION', or -e EXPR";
      throw command == null
          ? CommandException.usage(message)
          : new ParameterException(command.commandLine(), message);
    }
  }

  /** Whether there is anything to run. */
  boolean isGiven() {
    return expression != null || function != null;
  }

  /** The files of records. */
  List<Path> files() {
    if (expression == null || function == null) {
      return files;
    }
    List<Path> operands = new ArrayList<>(List.of(Path.of(function)));
    operands.addAll(files);
    return operands;
  }

  /** How a command line that runs the same begins. */
  String text() {
    return expression == null ? String.valueOf(function) : "-e '" + expression + "'";
  }

  ClassPath classPath() {
    return ClassPath.parse(classPath);
  }

  /** A file to be compiled first. */
  Optional<Path> source() {
    return Optional.ofNullable(source);
  }

  List<String> constantsFirst() {
    return constantsFirst;
  }

  /** The values for the last parameters; reads the files that have them. */
  List<String> constantsLast() {
    return Constant.values(constants, constantFiles);
  }

  /**
   * Compiles what is to be compiled.
   *
   * @throws CommandException if that makes no sense to the compiler, or if there is none
   */
  UserCode code(ClassPath userClasses, RecordFormat format, boolean header) {
    if (expression == null && source == null) {
      return UserCode.function(String.valueOf(function), Map.of());
    }
    requireCompiler();
    CodeCompiler compiler = new CodeCompiler(userClasses, source);
    Map<String, byte[]> classes = source == null ? Map.of() : compiler.sourceClasses();
    if (expression == null) {
      return UserCode.function(String.valueOf(function), classes);
    }
    Expression parsed = Expression.parse(expression);
    Optional<Integer> whole =
        parsed.whole(constantsFirst.size(), constants.size() + constantFiles.size());
    List<String> types = whole.isPresent() ? typesOfRecord(format, header) : List.of("String");
    return UserCode.expression(expression, compiler.expressionClasses(parsed, whole, types));
  }

  private void requireCompiler() {
    if (ModuleLayer.boot().findModule("jdk.compiler").isEmpty()) {
      throw CommandException.setup(
          "%s needs a JDK: the Java at '%s' has no compiler (the module jdk.compiler)"
              .formatted(expression == null ? "--source" : "-e", System.getProperty("java.home")));
    }
  }

  private static List<String> typesOfRecord(RecordFormat format, boolean header) {
    return switch (format) {
      case LINES, NUL -> List.of("String");
      case CSV, TSV -> List.of(header ? "Map<String, String>" : "List<String>");
      case JSONL -> JsonExpression.TYPES;
    };
  }
}
