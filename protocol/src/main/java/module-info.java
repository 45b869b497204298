/** What coordinator and worker share: the types of functions, the frames and the codec. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // the two modules that see the protocol are compiled after this one
module io.github.pipefarm.protocol {
  requires com.esotericsoftware.kryo.kryo5;
  requires jdk.unsupported; // Kryo's way to make objects without calling a constructor
  requires static transitive org.jspecify;

  exports io.github.pipefarm.function;
  exports io.github.pipefarm.protocol to
      io.github.pipefarm.worker,
      io.github.pipefarm.coordinator;

  opens io.github.pipefarm.protocol to
      com.esotericsoftware.kryo.kryo5;
}
