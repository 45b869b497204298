/** The child JVM: takes over the standard streams, then reads, runs and writes. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // the coordinator is compiled after this module
module io.github.pipefarm.worker {
  requires io.github.pipefarm.protocol;
  requires com.esotericsoftware.kryo.kryo5;
  requires static transitive org.jspecify;

  exports io.github.pipefarm.worker to
      io.github.pipefarm.coordinator;
}
