package io.github.pipefarm.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** One object stays one, two stay two, cycles close, singletons stay singletons. */
class IdentityTest {
  private final Connection connection = new Connection();

  static class Person {
    String name;
    Person friend;
    List<Person> all = new ArrayList<>();
    Map<String, Person> byName = new ConcurrentHashMap<>();
    AtomicReference<Person> reference = new AtomicReference<>();
    private final Object lock = new Object();

    Person(String name) {
      this.name = name;
    }
  }

  static final class Singleton implements Serializable {
    static final Singleton INSTANCE = new Singleton();

    private Object readResolve() {
      return INSTANCE;
    }
  }

  static final class Original implements Serializable {
    final transient Object value;

    Original(Object value) {
      this.value = value;
    }

    private Object writeReplace() {
      return new Stored(value);
    }
  }

  static final class Stored implements Serializable {
    final Object value;

    Stored(Object value) {
      this.value = value;
    }

    private Object readResolve() {
      return new Original(value);
    }
  }

  class Inner {
    int value = outerValue;
  }

  transient int outerValue = 5;

  @Test
  void cyclesClose() throws Exception {
    Person a = new Person("a");
    Person b = new Person("b");
    a.friend = b;
    b.friend = a;
    a.all.add(a);
    a.byName.put("a", a);
    a.reference.set(a);

    Person copy = connection.send(a);

    assertThat(copy.friend.friend).isSameAs(copy);
    assertThat(copy.friend.name).isEqualTo("b");
    assertThat(copy.all.get(0)).isSameAs(copy);
    assertThat(copy.byName.get("a")).isSameAs(copy);
    assertThat(copy.reference.get()).isSameAs(copy);
    assertThat(copy.lock).isNotNull().isNotSameAs(a.lock);
  }

  @Test
  void collectionsMayContainThemselves() throws Exception {
    List<Object> list = new ArrayList<>();
    list.add(list);
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put("self", map);
    Object[] array = new Object[1];
    array[0] = array;

    List<Object> listCopy = connection.send(list);
    Map<Object, Object> mapCopy = connection.send(map);
    Object[] arrayCopy = connection.send(array);

    assertThat(listCopy.get(0) == listCopy).isTrue();
    assertThat(mapCopy.get("self") == mapCopy).isTrue();
    assertThat(arrayCopy[0] == arrayCopy).isTrue();
  }

  @Test
  void whatOccursTwiceIsOneInTheCopyAlsoInsideJavaSerialization() throws Exception {
    Person person = new Person("p");
    ArrayList<Person> inner = new ArrayList<>(List.of(person));

    List<Object> copy =
        connection.send(
            new ArrayList<>(
                List.of(person, inner, Collections.unmodifiableList(inner), List.of(person))));

    assertThat(((List<?>) copy.get(1)).get(0)).isSameAs(copy.get(0));
    assertThat(((List<?>) copy.get(2)).get(0)).isSameAs(copy.get(0));
    assertThat(((List<?>) copy.get(3)).get(0)).isSameAs(copy.get(0));
    ((List<?>) copy.get(1)).clear();
    assertThat((List<?>) copy.get(2)).isEmpty(); // still a view of it
  }

  @Test
  void manyObjectsAreToldApart() throws Exception {
    List<Person> people = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      Person person = new Person("p" + i);
      person.friend = i == 0 ? null : people.get(i / 2);
      people.add(person);
    }

    List<Person> copy = connection.send(people);

    for (int i = 1; i < 5_000; i++) {
      assertThat(copy.get(i).name).isEqualTo("p" + i);
      assertThat(copy.get(i).friend).isSameAs(copy.get(i / 2));
    }
  }

  @Test
  void singletonsStaySingletons() throws Exception {
    assertThat(connection.<Object>send(Singleton.INSTANCE)).isSameAs(Singleton.INSTANCE);
    List<Object> copy =
        connection.send(new ArrayList<>(List.of(Singleton.INSTANCE, Thread.State.NEW)));
    assertThat(copy.get(0)).isSameAs(Singleton.INSTANCE);
    assertThat(copy.get(1)).isSameAs(Thread.State.NEW);
    assertThat(connection.<Object>send(Collections.emptyList())).isSameAs(Collections.EMPTY_LIST);
    assertThat(connection.<Object>send(String.CASE_INSENSITIVE_ORDER))
        .isSameAs(String.CASE_INSENSITIVE_ORDER);
  }

  @Test
  void aSerializationProxyIsUsed() throws Exception {
    Person person = new Person("p"); // not Serializable

    Original copy = connection.send(new Original(person));

    assertThat(((Person) copy.value).name).isEqualTo("p");
  }

  @Test
  void theHashOfTheCopysKeysIsTheCopys() throws Exception {
    Person key = new Person("k"); // hashed by identity

    Map<Person, Integer> copy = connection.send(new HashMap<>(Map.of(key, 1)));

    assertThat(copy.get(copy.keySet().iterator().next())).isEqualTo(1);
  }
}
