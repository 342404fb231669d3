"""What of the printed amounts has a meaning, by city: `python benchmarks/layouts.py WAREHOUSE`.

The warehouse is that of a build (`yujuesuan build … --work FOLDER` leaves it in the folder). The
city is what stands before the first `__` of a file name. Writes the tables of layouts.md, up to its
first heading; what follows there was read by a person.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

OUT = Path(__file__).with_suffix(".md")
GOAL = 98

# An amount of a standard table: a figure, or decimals under a header that was taken for words.
AMOUNTS = """
    create temp view amounts as
    select
        split_part(documents.file_name, '__', 1) as city,
        documents.file_name,
        cells.page,
        tables.table_type,
        figures.figure_id,
        columns.column_path,
        coalesce(figures.row_label, '') as row_label,
        figures.figure_id is not null and figures.amount_yuan is not null as has_unit,
        figures.figure_id is not null and figures.measure <> 'three_public'
        and (columns.is_named or figures.form_measure is not null) as has_measure,
        figures.figure_id is not null and (
            figures.is_total_row
            or figures.is_unit_row
            or case
                when tables.subject in ('function', 'economic') and figures.measure = 'expenditure'
                    then figures.row_label is null or coalesce(
                        figures.function_code,
                        figures.economic_code,
                        figures.government_economic_code
                    ) is not null
                when tables.subject = 'project' then figures.project_name is not null
                else true
            end
        ) as has_codes
    from staging.stg_cells as cells
    join intermediate.int_tables as tables using (document_id, table_no)
    join intermediate.int_documents as documents using (document_id)
    left join intermediate.int_columns as columns using (document_id, table_no, column_no)
    left join intermediate.int_figures as figures
        using (document_id, table_no, row_no, column_no)
    where cells.printed_number is not null and tables.table_type <> 'other' and (
        figures.figure_id is not null
        or cells.is_decimal
        and columns.role not in ('ratio', 'quantity', 'index')
        and (tables.subject <> 'performance' or columns.role = 'amount')
    )
"""
CITIES = """
    select
        coalesce(city, '**all**'),
        count(distinct file_name),
        count(*),
        count(*) filter (has_unit),
        count(*) filter (has_measure),
        count(*) filter (has_codes),
        round(100.0 * count(*) filter (has_unit and has_measure and has_codes) / count(*), 1)
    from amounts
    group by rollup (city)
    order by city nulls last
"""
UNKNOWN = """
    select
        city,
        table_type,
        coalesce(nullif(column_path, ''), row_label) as words,
        count(*) as amounts,
        min(file_name),
        min(page)
    from amounts
    where not (has_unit and has_measure and has_codes)
    group by all
    order by city, amounts desc, words
"""


def main() -> None:
    """Read a warehouse and write the tables of the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    with duckdb.connect(str(options.warehouse), read_only=True) as connection:
        connection.execute(AMOUNTS)
        cities = connection.execute(CITIES).fetchall()
        unknown = connection.execute(UNKNOWN).fetchall()
    written = options.out.read_text(encoding="utf-8") if options.out.exists() else ""
    by_hand = written[written.find("\n## ") :] if "\n## " in written else ""
    options.out.write_text("\n".join(report(cities, unknown)) + "\n" + by_hand, encoding="utf-8")
    print(options.out.read_text(encoding="utf-8"))


def report(cities: Sequence[tuple[Any, ...]], unknown: Sequence[tuple[Any, ...]]) -> Iterable[str]:
    """Write the share per city, and what is missing with a page to look at."""
    *_, (_, documents, amounts, *_, share) = cities
    yield "# Layouts"
    yield ""
    yield (
        f"{amounts:,} amounts in the standard tables of {documents} documents; {share} % have "
        f"table type, unit, measure and codes (the goal is {GOAL} %)."
    )
    yield ""
    yield from table(("city", "documents", "amounts", "unit", "measure", "codes", "all, %"), cities)
    yield ""
    yield "What is missing, with an example:"
    yield ""
    yield from table(("city", "table type", "words", "amounts", "file", "page"), unknown)


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterable[str]:
    """Write a table in Markdown."""
    yield "| " + " | ".join(head) + " |"
    yield "| --- " * len(head) + "|"
    for row in rows:
        yield "| " + " | ".join(f"{v:,}" if isinstance(v, int) else str(v) for v in row) + " |"


if __name__ == "__main__":
    main()
