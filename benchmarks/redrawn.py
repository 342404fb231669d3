"""Redraw landed documents with other words in other formats, read them, compare what they mean.

`python benchmarks/redrawn.py LANDING WAREHOUSE`: both of one build. Unlike the variants of
unseen.py, these go through the readers: pages, rules, merged cells and headers have to be found
again. Prints a line for each document: amounts of standard tables, and how many of them mean the
same as a PDF, a workbook, a Word file and a web page.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

import docx
import duckdb
import openpyxl
import yaml
from load import draw, table_rows
from mutations import build, land
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from unseen import MODELS, copy
from variants import number_titles, reword, reword_units, shift_years

# Of what stands above a table, the nearest lines: farther ones may be prose.
CAPTIONS = 6
# Tables of more columns are drawn across.
NARROW = 8
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
            select {MEANING} from intermediate.int_figures where file_name = $file
        )
    )
    from seen.intermediate.int_figures where document_id = $document and table_type <> 'other'
"""


@dataclass(frozen=True)
class Table:
    """A table to be drawn: what stands above it, and its cells, merged as in samples/data."""

    captions: list[str]
    cells: list[list[str]]
    header_rows: int


@dataclass(frozen=True)
class Document:
    """What is drawn of a document: the first lines of its text, and its tables."""

    cover: list[str]
    tables: list[Table]


def main() -> None:
    """Redraw, read, build and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("landing", type=Path)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--places", nargs="*", default=[""], help="how the file names begin")
    parser.add_argument("--formats", nargs="*", choices=FORMATS, default=list(FORMATS))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "drawn").mkdir()
        copy(options.landing, folder / "landing.duckdb")
        with duckdb.connect(str(folder / "landing.duckdb")) as connection:
            connection.execute("attach ? as seen (read_only)", [str(options.warehouse)])
            documents = reworded(connection, tuple(options.places))
            for document in documents:
                told = landed(connection, document)
                for kind in options.formats:
                    FORMATS[kind](told, folder / "drawn" / f"{document}.{kind}")
        land(sorted((folder / "drawn").glob("*.*")), folder / "redrawn.duckdb")
        warehouse = build(folder / "redrawn.duckdb", folder / "build", MODELS)
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            connection.execute("attach ? as seen (read_only)", [str(options.warehouse)])
            print("document", "amounts", *options.formats, sep=" | ")
            for document in documents:
                answers = [
                    connection.execute(
                        SAME, {"document": document, "file": f"{document}.{kind}"}
                    ).fetchall()[0]
                    for kind in options.formats
                ]
                print(*answers[0][:2], *(same for *_, same in answers), sep=" | ")


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


# ---------------------------------------------------------------- what is drawn


def landed(connection: duckdb.DuckDBPyConnection, document: str) -> Document:
    """Return a document as it was landed."""

    def asked(query: str, *values: int) -> list[tuple[object, ...]]:
        return connection.execute(query, [document, *values]).fetchall()

    cover = asked("select text from raw.lines where document_id = ? order by line_no limit 12")
    tables = []
    for (number,) in asked("select table_no from raw.tables where document_id = ? order by 1"):
        here = "where document_id = ? and table_no = ?"
        captions = (
            f"select text from raw.captions {here} and position <> 'below' order by caption_no"
        )
        columns = asked(f"select column_no, header from raw.columns {here} order by 1", number)
        cells = asked(f"select row_no, column_no, text from raw.cells {here} order by 1, 2", number)
        head = header([[*words] for _, words in columns])
        place = {column: at for at, (column, _) in enumerate(columns)}
        body = []
        for _, group in groupby(cells, lambda cell: cell[0]):
            row = [""] * len(columns)
            for _, column, text in group:
                if column in place:
                    row[place[column]] = str(text)
            body.append(row)
        # Where letters were printed over themselves, each is there several times.
        above = [*dict.fromkeys(str(text) for (text,) in asked(captions, number))][-CAPTIONS:]
        if columns and body:
            tables.append(Table(above, [*head, *body], len(head)))
    return Document([str(text) for (text,) in cover], tables)


def header(columns: list[list[str]]) -> list[list[str]]:
    """Lay header words out in rows, merged over what they share or else down to the last row."""
    depth = max(map(len, columns), default=0)
    rows = [[""] * len(columns) for _ in range(depth)]
    for at, words in enumerate(columns):
        for level, word in enumerate(words):
            shared = at and columns[at - 1][: level + 1] == words[: level + 1]
            rows[level][at] = "<" if shared else word
        beside = [*columns[max(at - 1, 0) : at], *columns[at + 1 : at + 2]]
        if words and not any(other[: len(words)] == words for other in beside):
            for row in rows[len(words) :]:
                row[at] = "^"
    return rows


# ---------------------------------------------------------------- formats


def as_workbook(document: Document, path: Path) -> None:
    """Draw a sheet for the cover, and one for each table."""
    book = openpyxl.Workbook()
    for line in document.cover:
        book.active.append([line])
    for number, table in enumerate(document.tables, start=1):
        sheet = book.create_sheet(f"表{number}")
        for caption in table.captions:
            sheet.append([caption])
        top = len(table.captions) + 1
        for (r, c), (down, right) in draw.merges(table.cells).items():
            sheet.cell(top + r, c + 1, table.cells[r][c] or None)
            if down * right > 1:
                sheet.merge_cells(None, top + r, c + 1, top + r + down - 1, c + right)
    book.save(path)


def as_word_file(document: Document, path: Path) -> None:
    """Draw paragraphs and tables, one below the other."""
    file = docx.Document()
    for line in document.cover:
        file.add_paragraph(line)
    for table in document.tables:
        for caption in table.captions:
            file.add_paragraph(caption)
        grid = file.add_table(len(table.cells), len(table.cells[0]))
        cells = [row.cells for row in grid.rows]
        for (r, c), (down, right) in draw.merges(table.cells).items():
            cell = cells[r][c]
            if down * right > 1:
                cell = cell.merge(cells[r + down - 1][c + right - 1])
            cell.text = table.cells[r][c]
    file.save(str(path))


def as_web_page(document: Document, path: Path) -> None:
    """Draw paragraphs and tables, one below the other."""
    shown = [f"<p>{escape(line)}</p>" for line in document.cover]
    for table in document.tables:
        shown += [f"<p>{escape(caption)}</p>" for caption in table.captions]
        shown += ["<table>", *table_rows(table), "</table>"]
    text = '<!doctype html><html><head><meta charset="utf-8"></head><body>' + "\n".join(shown)
    path.write_text(text + "</body></html>", encoding="utf-8")


def as_pdf(document: Document, path: Path) -> None:
    """Draw a page of text, and pages of ruled tables, as the samples are drawn."""
    font = UnicodeCIDFont("STSong-Light")
    font.name = font.fontName = draw.FONT
    pdfmetrics.registerFont(font)
    data = path.with_suffix("")
    data.mkdir()
    parts: list[dict[str, object]] = [{"prose": "\n\n".join(document.cover)}]
    for number, table in enumerate(document.tables, start=1):
        with (data / f"{number}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table.cells)
        titled = next((at for at, text in enumerate(table.captions) if "表" in text[-4:]), 0)
        title, *under = [*table.captions[titled:], " "]
        over, above = [*table.captions[:titled], *under[:-4]], under[-4:-1]
        is_wide = len(table.cells[0]) > NARROW
        parts.append(
            {"table": str(number), "title": title, "number": " ".join(over)}
            | {"above": above, "header_rows": table.header_rows, "landscape": is_wide}
            | fitted(table, A4[is_wide])
        )
    (data / "disclosure.yaml").write_text(yaml.safe_dump(parts, allow_unicode=True), "utf-8")
    # It draws a disclosure from its folder.
    draw.draw(data, path)


def fitted(table: Table, page: float) -> dict[str, object]:
    """Find widths in which no figure is broken, and the size of letters at which they fit."""
    needed = [20.0] * len(table.cells[0])
    for (r, c), (_, right) in draw.merges(table.cells).items():
        if right == 1:
            text = table.cells[r][c]
            whole = text if draw.FIGURE.fullmatch(text) or text.isascii() else text[:6]
            # Goals of many lines need room, or no page holds their row.
            room = min(len(text) / 2, page / 3)
            needed[c] = max(needed[c], draw.width_of(whole, 8), room)
    around = 2 * draw.PADDING + 1
    room = page - 2 * draw.TABLE_MARGIN - around * len(needed)
    size = 8 * min(1, room / sum(needed))
    widths = [width * size / 8 + around for width in needed]
    return {"widths": widths, "size": size, "row_height": 2 * size}


FORMATS: dict[str, Callable[[Document, Path], None]] = {
    "pdf": as_pdf,
    "xlsx": as_workbook,
    "docx": as_word_file,
    "html": as_web_page,
}

if __name__ == "__main__":
    main()
