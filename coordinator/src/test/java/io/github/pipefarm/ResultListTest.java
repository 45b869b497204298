package io.github.pipefarm;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.RandomAccess;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResultListTest {
  private static final int MANY = 3 * ResultList.CHUNK + 5;

  private static ResultList<Integer> listOf(int size) {
    ResultList<Integer> list = new ResultList<>();
    for (int i = 0; i < size; i++) {
      list.add(i);
    }
    return list;
  }

  @Test
  void aShortOneIsAPlainList() {
    assertThat(listOf(0).orPlain()).isInstanceOf(ArrayList.class).isEmpty();
    assertThat(listOf(ResultList.CHUNK).orPlain())
        .isInstanceOf(ArrayList.class)
        .hasSize(ResultList.CHUNK);
  }

  @Test
  void aLongOneIsAListLikeAnyOther() {
    List<Integer> list = listOf(MANY).orPlain();
    List<Integer> expected = IntStream.range(0, MANY).boxed().toList();
    assertThat(list)
        .isInstanceOf(RandomAccess.class)
        .isEqualTo(expected)
        .hasSameHashCodeAs(expected);
    assertThat(list.toArray()).isEqualTo(expected.toArray());
    assertThat(list.parallelStream().mapToLong(i -> i).sum())
        .isEqualTo(expected.stream().mapToLong(i -> i).sum());
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.get(MANY));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.set(-1, 0));
  }

  @Test
  void whoChangesItGetsWhatAPlainListGives() {
    for (int seed = 0; seed < 20; seed++) {
      ResultList<Integer> list = listOf(MANY);
      List<Integer> plain = new ArrayList<>(list);
      Random random = new Random(seed);
      for (int i = 0; i < 12; i++) {
        int change = random.nextInt(12);
        long choices = random.nextLong();
        Object one = change(list, change, new Random(choices));
        Object other = change(plain, change, new Random(choices));
        assertThat(one).as("seed %d, change %d", seed, change).isEqualTo(other);
        assertThat(list.equals(plain)).as("equal, seed %d, change %d", seed, change).isTrue();
        assertThat(list).hasSameSizeAs(plain);
      }
    }
  }

  private static Object change(List<Integer> list, int change, Random random) {
    int at = list.isEmpty() ? 0 : random.nextInt(list.size());
    return switch (change) {
      case 0 -> list.add(at);
      case 1 -> list.addAll(at, List.of(-2, -3));
      case 2 -> list.isEmpty() || list.remove(at) != null;
      case 3 -> list.removeIf(i -> i % 10 == 3);
      case 4 -> list.removeAll(List.of(at, at + 1));
      case 5 -> list.retainAll(IntStream.range(at / 2, MANY).boxed().collect(toSet()));
      case 6 -> list.isEmpty() || list.set(at, 7) != null;
      case 7 -> list.contains(at);
      default -> changeWithoutAnswer(list, change, at);
    };
  }

  private static boolean changeWithoutAnswer(List<Integer> list, int change, int at) {
    switch (change) {
      case 8 -> list.add(at, -1);
      case 9 -> list.subList(at, Math.min(list.size(), at + 20)).clear();
      case 10 -> list.sort((a, b) -> Integer.compare(b, a));
      default -> {
        for (Iterator<Integer> each = list.iterator(); each.hasNext(); ) {
          if (each.next() == at) {
            each.remove();
          }
        }
      }
    }
    return true;
  }

  @Test
  void whoChangesItWhileGoingAlongIsTold() {
    ResultList<Integer> list = listOf(MANY);
    Iterator<Integer> each = list.iterator();
    each.next();
    list.add(1);
    assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(each::next);
  }

  @Test
  void itTravelsAsAPlainList() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(listOf(MANY));
    }
    var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    assertThat(in.readObject()).isInstanceOf(ArrayList.class).isEqualTo(listOf(MANY));
  }
}
