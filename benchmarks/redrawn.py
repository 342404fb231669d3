"""Redraw landed documents as workbooks with other words, read them, and compare what they mean.

`python benchmarks/redrawn.py LANDING WAREHOUSE`: both of one build. Unlike the variants of
unseen.py, these go through the readers: the header has to be found again. Prints a line for each
document: amounts of standard tables, and how many of them mean the same.
"""

from __future__ import annotations

import argparse
import tempfile
from itertools import groupby
from pathlib import Path

import duckdb
import openpyxl
from mutations import build, land
from openpyxl.worksheet.worksheet import Worksheet
from unseen import MODELS, copy
from variants import number_titles, reword, reword_units, shift_years

WORDINGS = ("headers: purses 2", "headers: codes", "headers: natures", "headers: public expenses")
MEANING = """
    table_type, measure, phase, nature, funding_source, function_code, economic_code,
    government_economic_code, amount_yuan
"""
SAME = f"""
    select any_value(file_name), count(*), count(*) - (
        select count(*) from (
            select {MEANING} from seen.intermediate.int_figures
            where document_id = $document and table_type <> 'other'
            except all
            select {MEANING} from intermediate.int_figures where file_name = $document || '.xlsx'
        )
    )
    from seen.intermediate.int_figures where document_id = $document and table_type <> 'other'
"""


def main() -> None:
    """Redraw, read, build and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("landing", type=Path)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--places", nargs="*", default=[""], help="how the file names begin")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy(options.landing, folder / "landing.duckdb")
        with duckdb.connect(str(folder / "landing.duckdb")) as connection:
            connection.execute("attach ? as seen (read_only)", [str(options.warehouse)])
            documents = reworded(connection, tuple(options.places))
            for document in documents:
                drawn(connection, document).save(folder / f"{document}.xlsx")
        land(sorted(folder.glob("*.xlsx")), folder / "redrawn.duckdb")
        warehouse = build(folder / "redrawn.duckdb", folder / "build", MODELS)
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            connection.execute("attach ? as seen (read_only)", [str(options.warehouse)])
            for document in documents:
                print(*connection.execute(SAME, {"document": document}).fetchall()[0], sep=" | ")


def reworded(connection: duckdb.DuckDBPyConnection, places: tuple[str, ...]) -> list[str]:
    """Print other words, units, table numbers and years; return the documents of some places."""
    connection.execute("create table raw.expected as select * from seen.intermediate.int_documents")
    for name in WORDINGS:
        reword(connection, name)
    reword_units(connection)
    number_titles(connection, "above")
    shift_years(connection, 1)
    rows = connection.execute(
        "select document_id, file_name from raw.documents semi join raw.cells using (document_id)"
        " order by all"
    ).fetchall()
    return [document for document, name in rows if name.startswith(places)]


def drawn(connection: duckdb.DuckDBPyConnection, document: str) -> openpyxl.Workbook:
    """Draw a document: a sheet for its cover, and one for each table."""

    def asked(query: str, *values: int) -> list[tuple[object, ...]]:
        return connection.execute(query, [document, *values]).fetchall()

    book = openpyxl.Workbook()
    cover = book.active
    for line in asked("select text from raw.lines where document_id = ? order by line_no limit 12"):
        cover.append(line)
    for (number,) in asked("select table_no from raw.tables where document_id = ? order by 1"):
        sheet = book.create_sheet(f"表{number}")
        here = "where document_id = ? and table_no = ?"
        captions = (
            f"select text from raw.captions {here} and position <> 'below' order by caption_no"
        )
        for caption in asked(captions, number)[-4:]:
            sheet.append(caption)
        columns = asked(f"select column_no, header from raw.columns {here} order by 1", number)
        height = draw_header(sheet, sheet.max_row + 1, [header for _, header in columns])
        place = {column: at for at, (column, _) in enumerate(columns, start=1)}
        cells = asked(f"select row_no, column_no, text from raw.cells {here} order by 1, 2", number)
        for row, (_, group) in enumerate(groupby(cells, lambda cell: cell[0]), start=height):
            for _, column, text in group:
                if column in place:
                    sheet.cell(row, place[column], text)
    return book


def draw_header(sheet: Worksheet, top: int, headers: list[list[str]]) -> int:
    """Draw header words from a row on, merged over what they share; return the next row."""
    depth = max(map(len, headers), default=0)
    for level in range(depth):
        for _, group in groupby(
            range(len(headers)),
            lambda at, end=level + 1: headers[at][:end] if end <= len(headers[at]) else at,
        ):
            first, *rest = group
            if level >= len(headers[first]):
                continue
            bottom = level if rest or level + 1 < len(headers[first]) else depth - 1
            sheet.cell(top + level, first + 1, headers[first][level])
            last = rest[-1] if rest else first
            sheet.merge_cells(None, top + level, first + 1, top + bottom, last + 1)
    return top + depth


if __name__ == "__main__":
    main()
