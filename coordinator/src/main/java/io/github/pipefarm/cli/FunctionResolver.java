package io.github.pipefarm.cli;

import io.github.pipefarm.function.TaskFunction;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds the one method that FUNCTION means, by its text, the constants and the format of the
 * records; never by what stands in them.
 *
 * <p>Of the methods of the name, those remain whose parameters can be made of what the constants
 * and a record give. If several do, one that uses the record wins over those that ignore it, then
 * the one that takes the record as a String. If that leaves not exactly one, the message lists the
 * signatures to type.
 */
final class FunctionResolver {
  private final ClassFinder classes;
  private final Binding binding;
  private final Arguments arguments;
  private final FunctionBinder binder;

  FunctionResolver(ClassLoader loader, Binding binding, OutputFormat output)
      throws ResolutionException {
    this.classes = new ClassFinder(loader);
    this.binding = binding;
    this.arguments = Arguments.of(binding);
    this.binder = new FunctionBinder(binding, arguments, output);
  }

  RecordFunction resolve(FunctionText text) throws ResolutionException {
    try {
      Class<?> owner = classes.find(text.className());
      Candidate chosen = choose(text, owner, candidates(text, owner));
      return binder.bind(chosen, handle(chosen));
    } catch (NoClassDefFoundError e) {
      throw new ResolutionException(
          "%s needs the class %s, which is not on the class path"
              .formatted(text.className(), String.valueOf(e.getMessage()).replace('/', '.')));
    } catch (LinkageError e) {
      throw new ResolutionException("%s can't be loaded: %s".formatted(text.className(), e));
    }
  }

  /** Takes one method for each type of JSON; which it is, each record decides. */
  RecordFunction resolveByType(List<FunctionText> texts) throws ResolutionException {
    List<JsonExpression.Variant> variants = new ArrayList<>();
    for (FunctionText text : texts) {
      Class<?> owner = classes.find(text.className());
      Candidate chosen = choose(text, owner, candidates(text, owner));
      variants.add(
          new JsonExpression.Variant(
              binder.fromRecord(chosen).get(0).raw(),
              binder.withConstants(chosen, handle(chosen)),
              chosen.method().getReturnType() != void.class));
    }
    Converter value = arguments.whole(new ParameterType(Object.class), "the expression");
    return new JsonExpression(variants, value, binder);
  }

  private List<Candidate> candidates(FunctionText text, Class<?> owner) throws ResolutionException {
    String name = text.method().orElse("apply");
    if (text.method().isEmpty() && !isFunction(owner)) {
      throw new ResolutionException(
          "%s is neither a TaskFunction nor a java.util.function.Function: name a method, as in %s"
              .formatted(owner.getName(), owner.getName() + "::method"));
    }
    List<Method> methods = named(owner, name);
    if (methods.isEmpty()) {
      throw new ResolutionException(
          "%s has no method %s%s"
              .formatted(
                  owner.getName(),
                  name,
                  Suggestion.nearest(name, methodNames(owner))
                      .map(near -> ": did you mean " + near + "?")
                      .orElse("")));
    }
    boolean onRecord = text.method().isPresent() && isRecordType(owner);
    return methods.stream()
        .filter(method -> text.method().isPresent() || method.getParameterCount() == 1)
        .map(
            method ->
                new Candidate(owner, method, onRecord && !Modifier.isStatic(method.getModifiers())))
        .toList();
  }

  private static boolean isFunction(Class<?> owner) {
    return TaskFunction.class.isAssignableFrom(owner) || Function.class.isAssignableFrom(owner);
  }

  /** Whether methods of the class are called on the record rather than on an object of its own. */
  private boolean isRecordType(Class<?> owner) {
    return Converters.takesText(owner)
        || (constructor(owner).isEmpty()
            && (Converters.forType(owner).isPresent()
                || arguments.obstacle(new ParameterType(owner)).isEmpty()));
  }

  /**
   * The methods of the name: the public ones; if there are none, the others that the class itself
   * declares, for programs whose classes were not written to be a library.
   */
  static List<Method> named(Class<?> owner, String name) {
    Predicate<Method> fits = method -> method.getName().equals(name) && !method.isBridge();
    List<Method> methods = Arrays.stream(owner.getMethods()).filter(fits).toList();
    return methods.isEmpty()
        ? Arrays.stream(owner.getDeclaredMethods())
            .filter(fits.and(method -> !method.isSynthetic()))
            .toList()
        : methods;
  }

  private static Set<String> methodNames(Class<?> owner) {
    TreeSet<String> names = new TreeSet<>();
    for (Method method : owner.getMethods()) {
      if (method.getDeclaringClass() != Object.class) {
        names.add(method.getName());
      }
    }
    return names;
  }

  private Candidate choose(FunctionText text, Class<?> owner, List<Candidate> candidates)
      throws ResolutionException {
    List<Candidate> typed = candidates;
    if (text.parameterTypes().isPresent()) {
      List<String> types = text.parameterTypes().get();
      typed = candidates.stream().filter(one -> one.hasParameterTypes(types)).toList();
      if (typed.isEmpty()) {
        throw new ResolutionException(
            "%s has no %s(%s); there %s"
                .formatted(
                    owner.getName(),
                    text.method().orElseThrow(),
                    String.join(",", types),
                    (candidates.size() == 1 ? "is " : "are ") + signatures(candidates)));
      }
    }
    List<Candidate> fitting = typed.stream().filter(one -> obstacle(one).isEmpty()).toList();
    fitting = narrow(fitting, one -> binding.fromRecord(one.parameters().size()) > 0);
    fitting = narrow(fitting, one -> takesOnly(one, String.class::equals));
    fitting = narrow(fitting, one -> takesOnly(one, Converters::takesText));
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    if (fitting.isEmpty()) {
      String obstacles =
          typed.stream().flatMap(one -> obstacle(one).stream()).collect(Collectors.joining("; "));
      throw new ResolutionException(
          typed.size() == 1 ? obstacles : "no overload fits: " + obstacles);
    }
    throw new ResolutionException(
        "'%s' may mean several methods: type one of %s".formatted(name(text), signatures(fitting)));
  }

  private static String name(FunctionText text) {
    return text.className() + text.method().map(method -> "::" + method).orElse("");
  }

  /** Keeps what fits better, if there is a choice and anything does. */
  private static List<Candidate> narrow(List<Candidate> from, Predicate<Candidate> better) {
    if (from.size() < 2) {
      return from;
    }
    List<Candidate> kept = from.stream().filter(better).toList();
    return kept.isEmpty() ? from : kept;
  }

  private boolean takesOnly(Candidate candidate, Predicate<Class<?>> type) {
    return binder.fromRecord(candidate).stream().map(ParameterType::raw).allMatch(type);
  }

  /** Why the method can't be called with what there is; empty if it can. */
  private Optional<String> obstacle(Candidate candidate) {
    String signature = candidate.signature();
    List<ParameterType> parameters = candidate.parameters();
    int fromRecord = binding.fromRecord(parameters.size());
    if (fromRecord < 0) {
      return Optional.of(
          "%s takes %s, fewer than there are constants"
              .formatted(signature, values(parameters.size())));
    }
    if (!binding.canGive(fromRecord)) {
      return Optional.of(
          binding.columns().isEmpty()
              ? ("%s takes %s of each record, but with %s there is 1:"
                      + " --csv takes columns, --const fills the last")
                  .formatted(signature, values(fromRecord), binding.format().option())
              : "%s takes %s of each record, but --columns names %d"
                  .formatted(signature, values(fromRecord), binding.columns().size()));
    }
    for (int i = 0; i < parameters.size(); i++) {
      Optional<String> obstacle = obstacle(parameters.get(i), i, fromRecord);
      if (obstacle.isPresent()) {
        return Optional.of(signature + ": " + obstacle.get());
      }
    }
    if (!candidate.isStatic()
        && !candidate.onRecord()
        && constructor(candidate.owner()).isEmpty()) {
      return Optional.of(
          "%s is not static, and %s has no public constructor without parameters"
              .formatted(signature, candidate.owner().getName()));
    }
    return Optional.empty();
  }

  private Optional<String> obstacle(ParameterType type, int position, int fromRecord) {
    int fromFirst = position - binding.first().size();
    if (fromFirst < 0 || fromFirst >= fromRecord) {
      return FunctionBinder.takesConstant(type)
          ? Optional.empty()
          : Optional.of(type + " can't be made of a text");
    }
    return fromRecord == 1 ? arguments.obstacle(type) : arguments.partObstacle(type);
  }

  private static String values(int count) {
    return count == 1 ? "1 value" : count + " values";
  }

  private static String signatures(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::signature).sorted().collect(Collectors.joining(", "));
  }

  private static Optional<Constructor<?>> constructor(Class<?> owner) {
    if (Modifier.isAbstract(owner.getModifiers())) {
      return Optional.empty();
    }
    return Arrays.<Constructor<?>>stream(owner.getConstructors())
        .filter(constructor -> constructor.getParameterCount() == 0)
        .findFirst();
  }

  private static MethodHandle handle(Candidate candidate) throws ResolutionException {
    Method method = candidate.method();
    try {
      method.trySetAccessible();
      MethodHandle handle = MethodHandles.lookup().unreflect(method).asFixedArity();
      return candidate.isStatic() || candidate.onRecord()
          ? handle
          : handle.bindTo(instance(candidate.owner()));
    } catch (IllegalAccessException e) {
      throw new ResolutionException(candidate.signature() + " is not public");
    }
  }

  private static Object instance(Class<?> owner) throws ResolutionException {
    try {
      Constructor<?> constructor = constructor(owner).orElseThrow();
      constructor.trySetAccessible();
      return constructor.newInstance();
    } catch (InvocationTargetException e) {
      throw new ResolutionException(
          "new %s() threw %s".formatted(owner.getName(), e.getTargetException()));
    } catch (ReflectiveOperationException e) {
      throw new ResolutionException("%s can't be made: %s".formatted(owner.getName(), e));
    }
  }
}
