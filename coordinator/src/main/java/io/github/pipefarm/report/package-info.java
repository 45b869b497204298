/**
 * One page of HTML about a run, which needs nothing but a browser. {@link
 * io.github.pipefarm.report.RunReport} takes in what happens, in memory that does not grow with the
 * number of records; {@link io.github.pipefarm.report.ReportPage} writes what it knows into a page,
 * whose own files stand beside these classes.
 *
 * <p>Not exported: the library's users have {@code HtmlReport}, the command line fills a report
 * from a journal.
 */
@org.jspecify.annotations.NullMarked
package io.github.pipefarm.report;
