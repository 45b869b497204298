package io.github.pipefarm.it;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/** Parts of items and results that do something while they are encoded or decoded. */
final class ChaosBaggage {
  private ChaosBaggage() {}

  private static boolean isInWorker() {
    return System.getenv("PIPEFARM_WORKER") != null;
  }

  /** Can't be decoded. */
  static final class Undecodable implements Serializable {
    private void readObject(ObjectInputStream in) throws IOException {
      throw new IOException("it can't be decoded");
    }
  }

  /** Ends the worker that decodes it. */
  static final class Deadly implements Serializable {
    private void readObject(ObjectInputStream in) {
      if (isInWorker()) {
        Runtime.getRuntime().halt(7);
      }
    }
  }

  /** Never comes out of a worker's decoder. */
  static final class EndlessToDecode implements Serializable {
    private void readObject(ObjectInputStream in) {
      if (isInWorker()) {
        ChaosDeed.spin();
      }
    }
  }

  /** Never comes out of a worker's encoder. */
  static final class EndlessToEncode implements Serializable {
    private void writeObject(ObjectOutputStream out) {
      if (isInWorker()) {
        ChaosDeed.spin();
      }
    }
  }

  /** Holds up whoever decodes it. */
  static final class SlowToDecode implements Serializable {
    private final int millis;

    SlowToDecode(int millis) {
      this.millis = millis;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
