/** The library, {@link io.github.pipefarm.Farm}, and the command line that is built on it. */
@org.jspecify.annotations.NullMarked
module io.github.pipefarm.coordinator {
  requires transitive io.github.pipefarm.protocol;
  requires com.esotericsoftware.kryo.kryo5;
  requires java.management;
  requires static java.compiler;
  requires static jdk.jfr;
  requires io.github.pipefarm.worker;
  requires static transitive org.jspecify;
  requires static info.picocli;
  requires static me.tongfei.progressbar;
  requires static tools.jackson.databind;
  requires static tools.jackson.dataformat.csv;
  requires static java.desktop;

  exports io.github.pipefarm;

  opens io.github.pipefarm.cli to
      info.picocli;
}
