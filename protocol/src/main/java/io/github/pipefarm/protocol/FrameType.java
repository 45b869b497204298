package io.github.pipefarm.protocol;

/** The types of frames, with their numbers on the wire. */
enum FrameType {
  HELLO(1),
  READY(2),
  INITIALIZER_FAILED(3),
  STARTED(4),
  RETURNED(5),
  THREW(6),
  NOT_TRANSFERRED(7),
  RECALLED(8),
  NAMES(9),
  WELCOME(10),
  FUNCTION(11),
  FORGET(12),
  TASKS(13),
  CALL(14),
  RECALL(15),
  SHUTDOWN(16),
  CANCEL(17),
  DUMP_STACK(18),
  STACK(19),
  RETIRED(20),
  NAMES_ANEW(30),
  CLASS_WANTED(31),
  RESOURCES_WANTED(32),
  CLASS_FOUND(33),
  RESOURCES_FOUND(34),
  NOT_FOUND(35),
  FORGET_LOADER(36),
  TERMS(40),
  SHARED(41),
  RELEASE(42);

  private static final FrameType[] BY_NUMBER = new FrameType[Wire.MORE];

  static {
    for (FrameType type : values()) {
      BY_NUMBER[type.number] = type;
    }
  }

  final int number;

  FrameType(int number) {
    this.number = number;
  }

  static FrameType of(int number) throws WireException {
    FrameType type = BY_NUMBER[number];
    if (type == null) {
      throw new WireException("frame of unknown type " + number);
    }
    return type;
  }
}
