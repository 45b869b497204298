/**
 * The command line, built on the public API alone. Start with {@link Main}. The way of a record
 * through {@code pipefarm map}:
 *
 * <pre>
 * coordinator   CodeCompiler    EXPR and source files to classes, in memory: UserCode
 *               RecordSource    files or stdin, one after another; the header
 *               RecordReader    bytes to records: one text each, not parsed, or a MalformedRecord
 *   ─ farm ─
 * worker        RecordTask      resolves FUNCTION once, by FunctionResolver
 *               RecordFunction  text ─ Arguments ─ the method ─ OutputFormat ─ line
 *   ─ farm ─
 * coordinator   RecordSink      outcome: line or failure
 *               LineWriter      lines to stdout or to a file
 *               FailureReport   failures to stderr, with file and line from Origins
 *               FailureLog      failures to a file, with all that is known
 * </pre>
 *
 * <p>{@link Arguments} has one kind for each kind of format: lines, columns, JSON.
 *
 * <p>{@link RecordPipeline} drives it; {@link GracefulStop} ends it early, when signals ask for
 * that.
 *
 * <p>The classes of the user are loaded by the worker only; what resolution finds wrong travels
 * back as a sentence.
 */
package io.github.pipefarm.cli;
