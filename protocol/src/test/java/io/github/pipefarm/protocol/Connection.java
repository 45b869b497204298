package io.github.pipefarm.protocol;

/** Both ends of a connection in one place: what goes in comes out, names told as frames would. */
final class Connection {
  final OutgoingNames outgoing = new OutgoingNames();
  final IncomingNames incoming = new IncomingNames();
  final Encoder encoder = new Encoder(outgoing);
  final Decoder decoder = new Decoder(incoming);

  Payload encode(Object value) throws TransferException {
    encoder.encode(value);
    incoming.add(outgoing.takeNew());
    return encoder.payload();
  }

  Object decode(Payload payload) throws TransferException {
    return decoder.decode(payload, Connection.class.getClassLoader());
  }

  @SuppressWarnings("unchecked")
  <T> T send(T value) throws TransferException {
    return (T) decode(encode(value));
  }
}
