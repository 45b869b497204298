package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmClosedException;
import io.github.pipefarm.Job;
import io.github.pipefarm.NotTransferableException;
import io.github.pipefarm.StateScope;
import io.github.pipefarm.TaskFailedException;
import io.github.pipefarm.function.Shared;
import io.github.pipefarm.function.TaskConsumer;
import io.github.pipefarm.function.TaskContext;
import io.github.pipefarm.function.TaskFunction;
import io.github.pipefarm.function.WorkerLocal;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every engine promises of state: what a task knows of itself, which copy of the function it
 * works on, what workers keep from job to job. A column for each engine is a subclass.
 */
abstract class StateContract extends FarmFixture {
  /** What the first tasks draw with seed 42, on any Java, for ever. */
  static final List<Long> DRAWN_WITH_SEED_42 =
      List.of(-4002787888537968996L, -5318305775405581976L, -7235492318069419894L);

  static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  static List<Long> longs(int count) {
    return numbers(count).stream().map(Integer::longValue).toList();
  }

  /** The own process of a task that has used something. */
  static long pidAfterUsing(Object used) {
    assertThat(used).isNotNull();
    return Pids.own();
  }

  /** A worker, as a task sees it: its process, and its name there. */
  static String ownWorker() {
    return Pids.own() + " " + TaskContext.current().worker();
  }

  // The context of a task.

  @Test
  void aTaskKnowsItsIndexItsTryAndItsWorker() {
    assertThat(farm.map(numbers(300), i -> TaskContext.current().index())).isEqualTo(longs(300));
    assertThat(farm.map(numbers(5), i -> TaskContext.current().worker()))
        .allMatch(name -> name.matches("worker-\\d+"));
    assertThat(
            farm.job()
                .retries(2)
                .map(
                    numbers(3),
                    i -> {
                      int attempt = TaskContext.current().attempt();
                      if (attempt < 3) {
                        throw new IOException("try " + attempt);
                      }
                      return attempt;
                    }))
        .containsExactly(3, 3, 3);
    assertThat(farm.call(() -> TaskContext.current().toString()))
        .matches("task 0, try 1 on worker-\\d+");
    assertThat(farm.map(numbers(2), i -> isTheSameThroughout(TaskContext.current())))
        .containsExactly(true, true);
    assertThat(farm.map(numbers(2), i -> TaskContext.current().isCancelled()))
        .containsExactly(false, false);
  }

  private static boolean isTheSameThroughout(TaskContext context) {
    return context == TaskContext.current();
  }

  @Test
  void outsideATaskThereIsNoContext() {
    assertThatIllegalStateException()
        .isThrownBy(TaskContext::current)
        .withMessageContaining(Thread.currentThread().getName())
        .withMessageContaining("runs no task");
    farm.call(() -> 1);
    assertThatIllegalStateException().isThrownBy(TaskContext::current);
  }

  @Test
  void aThreadThatATaskStartsHasNoContextButMayBeHandedIt() {
    assertThat(
            farm.map(
                numbers(3),
                i -> {
                  TaskContext own = TaskContext.current();
                  return CompletableFuture.supplyAsync(
                          () -> {
                            try {
                              return "found " + TaskContext.current();
                            } catch (IllegalStateException e) {
                              return "handed " + own.index();
                            }
                          },
                          task -> new Thread(task).start())
                      .join();
                }))
        .containsExactly("handed 0", "handed 1", "handed 2");
  }

  @Test
  void aTaskDrawsTheSameNumbersWhateverTheWorkersAndTheTries() {
    Job job = farm.job().seed(42);
    assertThat(job.map(numbers(3), i -> TaskContext.current().random().nextLong()))
        .isEqualTo(DRAWN_WITH_SEED_42);
    List<List<Integer>> drawn = job.map(numbers(100), i -> draw());
    assertThat(new HashSet<>(drawn)).hasSize(100);
    try (Farm other = builder(1).build()) {
      assertThat(other.job().seed(42).map(numbers(100), i -> draw())).isEqualTo(drawn);
    }
    TaskFunction<Integer, List<Integer>> failsOnce =
        i -> {
          List<Integer> numbers = draw();
          if (TaskContext.current().attempt() == 1) {
            throw new IOException("after drawing");
          }
          return numbers;
        };
    assertThat(job.retries(1).map(numbers(100), failsOnce)).isEqualTo(drawn);
    assertThat(job.call(StateContract::draw)).isEqualTo(drawn.get(0));
    assertThat(job.firstIndex(90).map(numbers(10), i -> draw())).isEqualTo(drawn.subList(90, 100));
  }

  @Test
  void jobsWithOtherSeedsOrNoneDrawOtherNumbers() {
    List<Integer> first = farm.job().seed(1).call(StateContract::draw);
    assertThat(farm.job().seed(2).call(StateContract::draw)).isNotEqualTo(first);
    assertThat(farm.call(StateContract::draw)).isNotEqualTo(farm.call(StateContract::draw));
  }

  /** Code deep within a task. */
  static List<Integer> draw() {
    var random = TaskContext.current().random();
    return List.of(random.nextInt(), TaskContext.current().random().nextInt(), random.nextInt());
  }

  // Constant state: encoded once a job, decoded once a worker; what a scope means.

  /** Tells how often it is encoded and decoded. */
  static final class Traced implements Serializable {
    private static final long serialVersionUID = 1;
    private final Marks marks;
    int number = 7;

    Traced(Marks marks) {
      this.marks = marks;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
      marks.add("encoded", "");
      out.defaultWriteObject();
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      marks.add("decoded", "");
    }
  }

  @Test
  void aConstantIsEncodedOncePerJobAndDecodedOncePerWorker() {
    Traced constant = new Traced(marks);
    Set<String> workers =
        new HashSet<>(
            farm.map(
                numbers(1000),
                constant,
                (i, c) -> {
                  assertThat(c.number).isEqualTo(7);
                  return ownWorker();
                }));
    assertThat(marks.lines("encoded")).hasSize(1);
    assertThat(marks.lines("decoded")).hasSize(workers.size());
  }

  @Test
  void perTaskAConstantIsEncodedOnceAndDecodedForEachTask() {
    Traced constant = new Traced(marks);
    farm.job().scope(StateScope.PER_TASK).map(numbers(20), constant, (i, c) -> c.number);
    assertThat(marks.lines("encoded")).hasSize(1);
    assertThat(marks.lines("decoded")).hasSize(20);
  }

  /** A function that counts its calls, in itself. */
  static class Counter implements TaskFunction<Integer, Integer> {
    int counter;
    final Map<String, Integer> cache = new HashMap<>();

    @Override
    public Integer apply(Integer i) {
      return ++counter;
    }

    Integer count(Integer i) {
      return ++counter;
    }

    Integer harmless(Integer i) {
      return i + counter;
    }
  }

  @Test
  void perWorkerATaskSeesWhatEarlierOnesOfItsWorkerLeft() {
    try (Farm single = builder(1).build()) {
      Counter counter = new Counter();
      assertThat(single.map(numbers(5), counter)).containsExactly(1, 2, 3, 4, 5);
      assertThat(single.job().scope(StateScope.PER_WORKER).map(numbers(3), counter))
          .as("a job of its own has a copy of its own")
          .containsExactly(1, 2, 3);
      assertThat(counter.counter).isZero();
    }
  }

  @Test
  void perTaskEachOneBeginsWithWhatTheCallerHad() {
    Counter counter = new Counter();
    counter.counter = 41;
    assertThat(farm.job().scope(StateScope.PER_TASK).map(numbers(100), counter)).containsOnly(42);
    List<Integer> list = new ArrayList<>();
    assertThat(
            farm.job()
                .scope(StateScope.PER_TASK)
                .map(
                    numbers(50),
                    i -> {
                      list.add(i);
                      return list.size();
                    }))
        .containsOnly(1);
  }

  private Throwable whatChecked(TaskFunction<Integer, ?> function) {
    Throwable failure =
        catchThrowable(() -> farm.job().scope(StateScope.CHECKED).map(List.of(1), function));
    assertThat(failure).isInstanceOf(TaskFailedException.class);
    return failure.getCause();
  }

  @Test
  void checkedATaskThatChangesItsFunctionFailsWithTheFieldsName() {
    assertThat(whatChecked(new Counter()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CHECKED")
        .hasMessageContaining("function.counter was 0 and is 1");
    Counter counter = new Counter();
    assertThat(whatChecked(counter::count)).hasMessageContaining("function.this.counter was 0");
    assertThat(whatChecked(i -> counter.apply(i)))
        .hasMessageContaining("function.<captured argument 1>.counter was 0 and is 1");
    List<Integer> list = new ArrayList<>();
    assertThat(whatChecked(list::add)).hasMessageContaining("function.this had 0 elements");
    assertThat(
            whatChecked(
                new TaskFunction<Integer, Integer>() {
                  private final int[] numbers = {1, 2, 3};

                  @Override
                  public Integer apply(Integer i) {
                    numbers[1] = 9;
                    return i;
                  }
                }))
        .hasMessageContaining("function.numbers[1] was 2 and is 9");
  }

  @Test
  void checkedAFunctionMayHaveCapturedAFarm() {
    Farm captured = farm;
    assertThat(
            farm.job()
                .scope(StateScope.CHECKED)
                .map(numbers(3), i -> captured.toString() + List.of(captured).contains(captured)))
        .containsOnly("inert Farmtrue");
  }

  @Test
  void checkedTheFieldOfAConstantOrAnActionIsNamedAsWell() {
    Counter constant = new Counter();
    assertThatThrownBy(
            () ->
                farm.job()
                    .scope(StateScope.CHECKED)
                    .map(List.of("x"), constant, (s, c) -> c.cache.put(s, 5)))
        .cause()
        .hasMessageContaining("constant.cache[\"x\"] was not there and is 5");
    TaskConsumer<Integer> action = constant::apply;
    assertThatThrownBy(() -> farm.job().scope(StateScope.CHECKED).forEach(numbers(1), action))
        .cause()
        .hasMessageContaining("consumer.this.counter was 0 and is 1");
    assertThatThrownBy(() -> farm.job().scope(StateScope.CHECKED).call(() -> constant.apply(1)))
        .cause()
        .hasMessageContaining("function.<captured argument 1>.counter was 0 and is 1");
    assertThatThrownBy(
            () ->
                farm.job()
                    .scope(StateScope.CHECKED)
                    .map(List.of(1), new ArrayList<Object>(), (i, c) -> c.add(new Thread())))
        .cause()
        .hasMessageContaining("can't be sent");
  }

  @Test
  void checkedTheTaskBehindTheOneThatChangedSomethingGetsAFreshCopy() {
    try (Farm single = builder(1).build();
        Stream<io.github.pipefarm.Outcome<Integer, Integer>> outcomes =
            single.job().scope(StateScope.CHECKED).outcomes(numbers(6), new ChangesOnOdd())) {
      List<String> results =
          outcomes.map(o -> o.isSuccess() ? o.get().toString() : "failed").toList();
      assertThat(results).containsExactly("0", "failed", "0", "failed", "0", "failed");
    }
  }

  static final class ChangesOnOdd extends Counter {
    @Override
    public Integer apply(Integer i) {
      return i % 2 == 0 ? counter : super.apply(i);
    }
  }

  @Test
  void checkedATaskThatFailsByItselfKeepsItsExceptionAndTellsOfTheChange() {
    Counter counter = new Counter();
    Throwable cause =
        whatChecked(
            i -> {
              counter.apply(i);
              throw new IOException("its own");
            });
    assertThat(cause).isInstanceOf(IOException.class).hasMessage("its own");
    assertThat(cause.getSuppressed())
        .singleElement()
        .satisfies(also -> assertThat(also).hasMessageContaining(".counter was 0 and is 1"));
  }

  /** Remembers its hash code, as many classes do. */
  static final class Hashed implements Serializable {
    private static final long serialVersionUID = 1;
    private final String text = "some text";
    private int hash;

    @Override
    public boolean equals(Object other) {
      return other instanceof Hashed;
    }

    @Override
    public int hashCode() {
      if (hash == 0) {
        hash = text.hashCode() + 1;
      }
      return hash;
    }
  }

  @Test
  void checkedWhatIsNoChangeOfStateIsNoFailure() {
    Job checked = farm.job().scope(StateScope.CHECKED);
    assertThat(checked.map(numbers(50), new Counter()::harmless)).isEqualTo(numbers(50));
    Hashed hashed = new Hashed();
    assertThat(checked.map(numbers(3), i -> hashed.hashCode()))
        .containsOnly("some text".hashCode() + 1);
    Set<Object> identities = Collections.newSetFromMap(new java.util.IdentityHashMap<>());
    IntStream.range(0, 40).forEach(i -> identities.add(new Object()));
    Map<Integer, List<String>> map = new HashMap<>();
    Set<String> linked = new LinkedHashSet<>(List.of("a", "b"));
    TaskFunction<Integer, Integer> thereAndBack =
        i -> {
          map.put(i, new ArrayList<>(List.of("x")));
          map.remove(i);
          Object own = new Object();
          identities.add(own);
          identities.remove(own);
          linked.remove("a");
          linked.add("a");
          return map.size() + identities.size() + linked.size();
        };
    assertThat(checked.map(numbers(20), thereAndBack)).containsOnly(42);
  }

  // WorkerLocal.

  /** Counts what is made and closed. */
  static final class Resource implements AutoCloseable {
    private final Marks marks;
    final String name;
    int used;

    Resource(String name, Marks marks) {
      this.marks = marks;
      this.name = name;
      marks.add("made", name);
    }

    int use() {
      return ++used;
    }

    @Override
    public void close() {
      marks.add("closed", name);
      if (name.equals("broken")) {
        throw new IllegalStateException("can't be closed");
      }
    }
  }

  @Test
  void aWorkerLocalIsMadeOncePerWorkerAndKeptFromJobToJob() {
    Marks seen = marks;
    WorkerLocal<Resource> local = WorkerLocal.of(() -> new Resource("one", seen));
    Set<String> workers = new HashSet<>();
    int uses = 0;
    for (int job = 0; job < 5; job++) {
      workers.addAll(
          farm.map(
              numbers(100),
              i -> {
                local.get().use();
                return ownWorker();
              }));
      uses += 100;
    }
    workers.add(farm.call(() -> ownWorker() + (local.get().use() > 0 ? "" : "?")));
    assertThat(marks.lines("made")).hasSize(workers.size());
    assertThat(uses).isEqualTo(500);
    WorkerLocal<Resource> other = WorkerLocal.of(() -> new Resource("other", seen));
    assertThat(farm.call(() -> other.get().use())).isEqualTo(1);
    assertThat(farm.map(List.of(local), item -> item.get().name)).containsExactly("one");
  }

  @Test
  void workerLocalsAreClosedWhenTheWorkerEndsThoseMadeLastFirst() {
    Marks seen = marks;
    WorkerLocal<Resource> first = WorkerLocal.of(() -> new Resource("first", seen));
    WorkerLocal<Resource> broken = WorkerLocal.of(() -> new Resource("broken", seen));
    WorkerLocal<Resource> last = WorkerLocal.of(() -> new Resource("last", seen));
    Farm closing = builder(1).build();
    closing.call(() -> first.get().use() + broken.get().use() + last.get().use());
    assertThat(marks.lines("closed")).isEmpty();
    closing.close();
    assertThat(marks.lines("closed")).containsExactly("last", "broken", "first");
  }

  @Test
  void aWorkerLocalThatNobodyHasAnyMoreIsClosed() {
    try (Farm single = builder(1).build()) {
      useAndForget(single, marks);
      await()
          .until(
              () -> {
                System.gc();
                single.call(() -> 1); // where tasks run in their caller, nobody else could
                return marks.has("closed");
              });
      assertThat(marks.lines("closed")).containsExactly("forgotten");
    }
    assertThat(marks.lines("closed")).hasSize(1);
  }

  private static void useAndForget(Farm farm, Marks seen) {
    WorkerLocal<Resource> local = WorkerLocal.of(() -> new Resource("forgotten", seen));
    assertThat(farm.map(numbers(3), i -> local.get().use())).containsExactly(1, 2, 3);
  }

  @Test
  void aSupplierThatThrowsFailsItsTaskAndIsTriedAgainByTheNext() {
    Marks seen = marks;
    WorkerLocal<String> local =
        WorkerLocal.of(
            () -> {
              if (!seen.has("repaired")) {
                throw new IOException("no connection");
              }
              return "made";
            });
    try (Farm single = builder(1).build()) {
      assertThatThrownBy(() -> single.call(local::get))
          .isInstanceOf(TaskFailedException.class)
          .cause()
          .isInstanceOf(IOException.class)
          .hasMessage("no connection");
      marks.leave("repaired");
      assertThat(single.call(local::get)).isEqualTo("made");
    }
  }

  @Test
  void aWorkerLocalMayBeNullAndNeedNotBeCloseable() {
    Marks seen = marks;
    WorkerLocal<Object> local =
        WorkerLocal.of(
            () -> {
              seen.add("made", "");
              return null;
            });
    try (Farm single = builder(1).build()) {
      assertThat(single.map(numbers(3), i -> local.get())).containsExactly(null, null, null);
    }
    assertThat(marks.lines("made")).hasSize(1);
  }

  /** Asks for its own value while that is made. */
  static final class Recursive {
    static final WorkerLocal<Integer> LOCAL = WorkerLocal.of(() -> Recursive.LOCAL.get() + 1);

    private Recursive() {}
  }

  @Test
  void aSupplierThatAsksForItsOwnValueIsToldSo() {
    assertThatThrownBy(() -> farm.call(() -> Recursive.LOCAL.get()))
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("while it was being made");
  }

  @Test
  void threadsOfATaskMakeOneValueTogether() {
    Marks seen = marks;
    WorkerLocal<Resource> local =
        WorkerLocal.of(
            () -> {
              Thread.sleep(50);
              return new Resource("one", seen);
            });
    assertThat(
            farm.call(
                () -> {
                  Set<Resource> found = Collections.synchronizedSet(new HashSet<>());
                  List<Thread> threads =
                      IntStream.range(0, 8)
                          .mapToObj(i -> new Thread(() -> found.add(local.get())))
                          .toList();
                  threads.forEach(Thread::start);
                  for (Thread thread : threads) {
                    thread.join();
                  }
                  return found.size();
                }))
        .isEqualTo(1);
    assertThat(marks.lines("made")).hasSize(1);
  }

  @Test
  void outsideATaskAWorkerLocalHasNoValue() {
    WorkerLocal<Integer> local = WorkerLocal.of(() -> 1);
    assertThatIllegalStateException().isThrownBy(local::get).withMessageContaining("runs no task");
    farm.call(local::get);
    assertThatIllegalStateException().isThrownBy(local::get);
    WorkerLocal<Integer> back = farm.call(() -> local);
    assertThatIllegalStateException().isThrownBy(back::get);
    assertThat(farm.call(back::get)).isEqualTo(1);
  }

  // Shared values.

  @Test
  void aSharedValueIsEncodedOnceAndDecodedOncePerWorkerForAllJobs() {
    Set<String> workers = new HashSet<>();
    try (Shared<Traced> shared = farm.share(new Traced(marks))) {
      for (int job = 0; job < 5; job++) {
        workers.addAll(
            farm.map(
                numbers(50),
                i -> {
                  assertThat(shared.get().number).isEqualTo(7);
                  return ownWorker();
                }));
      }
      assertThat(farm.call(() -> shared.get().number)).isEqualTo(7);
      assertThat(farm.submit(shared, handle -> handle.get().number).join()).isEqualTo(7);
      assertThat(farm.map(List.of(shared), handle -> handle.get().number)).containsExactly(7);
    }
    assertThat(marks.lines("encoded")).hasSize(1);
    assertThat(marks.lines("decoded")).hasSizeBetween(workers.size(), 2);
  }

  @Test
  void inTheCallerASharedValueIsTheCallersOwnObject() {
    List<Integer> own = new ArrayList<>(List.of(1));
    Shared<List<Integer>> shared = farm.share(own);
    assertThat(shared.get()).isSameAs(own);
    own.add(2);
    assertThat(farm.map(numbers(1), i -> shared.get().size()))
        .as("the copy was made when it was shared")
        .containsExactly(1);
    farm.forEach(numbers(3), i -> shared.get().add(i));
    assertThat(own).containsExactly(1, 2);
    assertThat(farm.call(() -> shared)).isSameAs(shared);
    shared.close();
    shared.close();
    assertThatIllegalStateException().isThrownBy(shared::get).withMessageContaining("closed");
  }

  @Test
  void aSharedValueThatWasClosedCantBeSentAnyMore() {
    Shared<String> shared = farm.share("text");
    assertThat(farm.call(shared::get)).isEqualTo("text");
    shared.close();
    assertThatThrownBy(() -> farm.call(shared::get))
        .isInstanceOf(NotTransferableException.class)
        .hasMessageContaining("the shared value was closed");
    assertThatThrownBy(() -> farm.map(List.of(shared), Shared::get))
        .isInstanceOf(NotTransferableException.class)
        .hasMessageContaining("the shared value was closed");
  }

  @Test
  void aSharedValueIsOfUseInItsOwnFarmOnly() {
    try (Farm other = builder(1).name("another").build();
        Shared<String> shared = other.share("text")) {
      assertThatThrownBy(() -> farm.call(shared::get))
          .isInstanceOf(NotTransferableException.class)
          .hasMessageContaining("shared in farm another and not in this one");
      assertThatThrownBy(() -> farm.map(List.of(shared), Shared::get))
          .isInstanceOf(NotTransferableException.class)
          .hasMessageContaining("shared in farm another and not in this one");
    }
  }

  @Test
  @SuppressWarnings("try") // closed by a task, which is what must fail
  void aTaskCantCloseASharedValue() {
    try (Shared<String> shared = farm.share("text")) {
      assertThatThrownBy(() -> farm.forEach(numbers(1), i -> shared.close()))
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("can't be closed by a task");
      assertThat(farm.call(shared::get)).isEqualTo("text");
    }
  }

  @Test
  void aSharedValueMayMentionOthers() {
    Marks seen = marks;
    WorkerLocal<Resource> local = WorkerLocal.of(() -> new Resource("within", seen));
    try (Shared<List<String>> inner = farm.share(List.of("a"));
        Shared<Map<String, Object>> outer =
            farm.share(Map.of("inner", inner, "local", local, "n", 1))) {
      assertThat(
              farm.map(
                  numbers(3),
                  i -> {
                    Map<String, Object> copy = outer.get();
                    Resource resource = (Resource) ((WorkerLocal<?>) copy.get("local")).get();
                    return ((Shared<?>) copy.get("inner")).get() + resource.name;
                  }))
          .containsOnly("[a]within");
    }
  }

  @Test
  void nullCanBeShared() {
    try (Shared<String> shared = farm.share(null)) {
      assertThat(farm.map(numbers(2), i -> shared.get() == null)).containsExactly(true, true);
      assertThat(shared.get()).isNull();
    }
  }

  @Test
  void whatCantBeSentCantBeShared() {
    assertThatThrownBy(() -> farm.share(List.of(new Thread())))
        .isInstanceOf(NotTransferableException.class)
        .hasMessageContaining("java.lang.Thread");
    Farm closed = builder(1).build();
    closed.close();
    assertThatThrownBy(() -> closed.share(1)).isInstanceOf(FarmClosedException.class);
  }

  /** Of the worker: what it has seen of a shared value, without holding it. */
  static final class Seen {
    static volatile WeakReference<Object> value = new WeakReference<>(null);

    private Seen() {}

    static boolean isGone() {
      System.gc();
      return value.get() == null;
    }
  }

  @Test
  void aSharedValueThatWasClosedLeavesTheWorkers() {
    try (Farm single = builder(1).build()) {
      Shared<int[]> shared = single.share(new int[1000]);
      single.forEach(numbers(1), i -> Seen.value = new WeakReference<>(shared.get()));
      assertThat(single.call(Seen::isGone)).as("in use").isFalse();
      shared.close();
      await().until(() -> single.call(Seen::isGone));
    }
  }

  @Test
  void aSharedValueThatNobodyHasAnyMoreLeavesTheWorkers() {
    try (Farm single = builder(1).build()) {
      shareAndForget(single);
      await()
          .until(
              () -> {
                System.gc();
                return single.call(Seen::isGone);
              });
    }
  }

  private static void shareAndForget(Farm farm) {
    Shared<int[]> shared = farm.share(new int[1000]);
    farm.forEach(numbers(1), i -> Seen.value = new WeakReference<>(shared.get()));
  }

  @Test
  void whatAJobMentionsStaysInUseUntilTheJobEnds() {
    // The stream is what holds the job, and nobody holds the handles.
    try (Stream<String> results = mentioning(farm, marks)) {
      var each = results.iterator();
      List<String> all = new ArrayList<>();
      while (each.hasNext()) {
        all.add(each.next());
        System.gc();
      }
      assertThat(all).hasSize(40).containsOnly("shared one");
    }
    assertThat(marks.lines("made")).hasSizeBetween(1, 2);
  }

  private static Stream<String> mentioning(Farm farm, Marks seen) {
    Shared<String> shared = farm.share("shared ");
    WorkerLocal<Resource> local = WorkerLocal.of(() -> new Resource("one", seen));
    Function<Integer, Integer> slowly = i -> i;
    return farm.job().window(2).stream(
        numbers(40).stream().map(slowly), i -> shared.get() + local.get().name);
  }

  @Test
  void anInitializerMayUseAWorkerLocal() {
    Marks seen = marks;
    WorkerLocal<AtomicInteger> local = WorkerLocal.of(AtomicInteger::new);
    try (Farm initialized =
        builder(1)
            .initializer(
                () -> {
                  local.get().set(5);
                  seen.leave("initialized");
                })
            .build()) {
      assertThat(initialized.call(() -> local.get().get())).isEqualTo(5);
    }
    assertThat(marks.has("initialized")).isTrue();
  }
}
