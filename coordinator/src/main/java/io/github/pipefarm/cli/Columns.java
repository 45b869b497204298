package io.github.pipefarm.cli;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.dataformat.csv.CsvMapper;

/** Takes a record of CSV or TSV apart. */
final class Columns {
  private final ObjectReader reader;

  Columns(RecordFormat format) {
    CsvMapper mapper = CsvMapper.shared();
    this.reader =
        mapper
            .readerFor(String[].class)
            .with(mapper.schema().withColumnSeparator(format.separator()));
  }

  String[] of(String record) throws RecordException {
    try {
      return reader.readValue(record);
    } catch (JacksonException e) {
      throw new RecordException("malformed record: " + e.getOriginalMessage());
    }
  }
}
