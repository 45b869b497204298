/**
 * The wire between coordinator and worker.
 *
 * <p>To read about the codec, start with {@code Serializers}, which decides how each class travels,
 * then {@link io.github.pipefarm.protocol.Encoder} and {@link io.github.pipefarm.protocol.Decoder}.
 * An object's way:
 *
 * <pre>
 * Encoder ─ GraphKryo ─┬─ NameResolver   a class is a number, told once   ─ OutgoingNames
 *                      ├─ SeenObjects    an object that occurs twice is sent once
 *                      ├─ ObjectSerializer, RecordSerializer, CollectionSerializer …
 *                      ├─ JavaSerializer lambdas, JDK classes, own serial forms
 *                      └─ GraphOutput    a buffer, then segments           ─ Payload
 * </pre>
 *
 * <p>{@code GraphInput}, {@code JavaInput} and {@code IncomingNames} mirror it for the {@code
 * Decoder}. What goes wrong comes up as a {@code Failure}, which collects the path, and leaves as a
 * {@link io.github.pipefarm.protocol.TransferException}. {@link
 * io.github.pipefarm.protocol.BlobCodec} and {@link io.github.pipefarm.protocol.ThrownCodec} are
 * built on top.
 */
package io.github.pipefarm.protocol;
