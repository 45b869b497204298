package io.github.pipefarm.protocol;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.Reader;
import java.io.Writer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.lang.reflect.AnnotatedElement;
import java.net.DatagramSocket;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.Buffer;
import java.nio.channels.Channel;
import java.nio.channels.Selector;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Scanner;
import java.util.Spliterator;
import java.util.Timer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.stream.BaseStream;

/** Why an object of some class can't be sent, and what to do instead, in the user's words. */
final class Refusal {
  /**
   * @param types the names of classes, or their supertypes
   * @param why a sentence
   */
  private record Kind(List<String> types, String why) {}

  private static final String OR_LEAVE_OUT = " (or make the field that holds it transient)";

  /** The first that fits is told. By name, as not every JDK has all of them. */
  private static final List<Kind> KINDS =
      List.of(
          kind(
              "a thread runs in this process only: start it in the task",
              Thread.class,
              ThreadGroup.class),
          kind(
              "a future is completed in this process only: send what it gives, as by get()",
              Future.class),
          kind(
              "an executor has threads, which run in this process only: make it in the worker, once"
                  + " for all tasks, by WorkerLocal",
              Executor.class,
              Timer.class),
          kind(
              "a socket is a connection of this process: send host and port, and connect in the"
                  + " task, or once per worker by WorkerLocal",
              Socket.class,
              ServerSocket.class,
              DatagramSocket.class,
              NetworkInterface.class),
          new Kind(
              List.of(
                  "java.sql.Connection",
                  "java.sql.Statement",
                  "java.sql.ResultSet",
                  "javax.sql.DataSource"),
              "it belongs to a session of this process with a database: send the URL, and connect"
                  + " once per worker by WorkerLocal"),
          kind(
              "a file or channel is open in this process only: send its path or address, and open"
                  + " it in the task",
              Channel.class,
              Selector.class,
              RandomAccessFile.class,
              java.nio.channels.Pipe.class),
          kind(
              "a stream is open in this process only: send the path or the content, not the stream,"
                  + " and open it in the task",
              InputStream.class,
              OutputStream.class,
              Reader.class,
              Writer.class,
              Scanner.class),
          kind(
              "a stream can be gone through once, and here only: send what it gives, as by toList()",
              BaseStream.class),
          kind(
              "an iterator stands in the midst of something here: send the collection itself",
              Iterator.class,
              Spliterator.class,
              Enumeration.class),
          kind(
              "a class loader loads classes of this process: send the class, or its name",
              ClassLoader.class,
              Module.class),
          kind(
              "it stands for a process that is known to this one only: send its pid, or start it in"
                  + " the task",
              Process.class,
              ProcessHandle.class,
              ProcessBuilder.class,
              Runtime.class),
          kind(
              "a ThreadLocal's values belong to the threads of this process: send the value, or"
                  + " take a WorkerLocal, which has one for each worker",
              ThreadLocal.class),
          kind(
              "a reference does not keep what it refers to: send that itself, or what it can be"
                  + " made from",
              Reference.class,
              java.lang.ref.ReferenceQueue.class,
              java.lang.ref.Cleaner.class,
              java.lang.ref.Cleaner.Cleanable.class),
          kind(
              "it lets threads of this process wait for each other, and would hold back nobody in"
                  + " another: let the tasks return results instead",
              Lock.class,
              Condition.class,
              CountDownLatch.class,
              CyclicBarrier.class,
              Phaser.class,
              Exchanger.class),
          kind(
              "it points into a class of this process: send a lambda or a method reference that"
                  + " does the same",
              AnnotatedElement.class,
              MethodHandle.class,
              VarHandle.class,
              java.lang.invoke.MethodHandles.Lookup.class),
          kind("a buffer may lie outside the heap: send its content as an array", Buffer.class),
          new Kind(
              List.of("java.util.logging.Logger", "java.lang.System$Logger"),
              "a logger belongs to this process: hold it in a static field"));

  private Refusal() {}

  private static Kind kind(String why, Class<?>... types) {
    return new Kind(List.of(types).stream().map(Class::getName).toList(), why);
  }

  /** A class that can't be sent; why, if it is of no kind that we know. */
  static Failure of(Class<?> type, String otherwise) {
    for (Kind kind : KINDS) {
      if (kind.types().stream().anyMatch(name -> isA(type, name))) {
        return new Failure(kind.why() + OR_LEAVE_OUT, type);
      }
    }
    return new Failure(otherwise + OR_LEAVE_OUT, type);
  }

  static Failure ofPlatform(Class<?> type) {
    return of(
        type,
        Closeable.class.isAssignableFrom(type)
            ? "it is open in this process only: send what it is opened with, and open it in the"
                + " task, or once per worker by WorkerLocal"
            : "the JDK's class "
                + type.getName()
                + " is not Serializable, so that it can't be copied: send what it is made from, and"
                + " make it in the task, or once per worker by WorkerLocal");
  }

  private static boolean isA(Class<?> type, String name) {
    if (type.getName().equals(name)) {
      return true;
    }
    for (Class<?> each : type.getInterfaces()) {
      if (isA(each, name)) {
        return true;
      }
    }
    Class<?> superclass = type.getSuperclass();
    return superclass != null && isA(superclass, name);
  }
}
