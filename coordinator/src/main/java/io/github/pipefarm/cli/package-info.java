/**
 * The command line, built on the public API alone. Start with {@link Main}. The way of a record
 * through {@code pipefarm map}:
 *
 * <pre>
 * coordinator   RecordSource    files or stdin, one after another
 *               RecordReader    bytes to records: one text each, not parsed
 *   ─ farm ─
 * worker        RecordTask      resolves FUNCTION once, by FunctionResolver
 *               RecordFunction  text ─ Columns, Converters ─ arguments ─ the method ─ Rendering ─ line
 *   ─ farm ─
 * coordinator   RecordSink      outcome: line or failure
 *               LineWriter      lines to stdout or to a file
 *               FailureReport   failures to stderr, with file and line from Origins
 *               FailureLog      failures to a file, with all that is known
 * </pre>
 *
 * <p>{@link RecordPipeline} drives it; {@link GracefulStop} ends it early, when signals ask for
 * that.
 *
 * <p>The classes of the user are loaded by the worker only; what resolution finds wrong travels
 * back as a sentence.
 */
package io.github.pipefarm.cli;
