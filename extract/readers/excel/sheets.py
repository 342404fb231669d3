"""Read a workbook: every sheet is a page, cut into lines and ruled grids."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from openpyxl.utils import get_column_letter

from extract.files.formats import ZIP_MAGIC
from extract.files.limits import DEFAULT_LIMITS, Limits
from extract.numbers import is_blank, is_number
from extract.readers.cells import check_size, figures, filled
from extract.readers.excel import xls, xlsx
from extract.readers.excel.sheet import Sheet, Value, drop_hidden
from extract.types import Cell, Grid, Line, Page

CAPTION = re.compile(r".*[:：].*|.*(?:年度?|元|表)|.*[0-9]月.*")
NOTE = re.compile(r"(?:备?注|说明|附注|填表|\*|※)")
NOTE_LENGTH = 30
UNTOLD_NAME = re.compile(r"(?:sheet|工作表|表格?)?\s*\d*", re.IGNORECASE)


def read(data: bytes | Path, limits: Limits = DEFAULT_LIMITS) -> tuple[Page, ...]:
    """Read the visible sheets of a workbook, .xlsx or .xls by its content.

    Raises UnreadableDocument where it is damaged, needs a password, or is larger than allowed.
    """
    head = data[:4] if isinstance(data, bytes) else _head(data)
    file = xlsx if head == ZIP_MAGIC else xls
    sheets = file.visible_sheets(data, limits)
    return tuple(_page(number, sheet, limits) for number, sheet in sheets)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _page(number: int, sheet: Sheet, limits: Limits) -> Page:
    """Cut a sheet into lines and grids, in the order of its rows."""
    drop_hidden(sheet)
    texts = [value.text for row in sheet.rows.values() for value in row.values()]
    blocks: list[Line | Grid] = []
    for is_table, rows in _runs(sheet):
        if is_table:
            blocks.append(_grid(number, sheet, rows, limits))
        else:
            blocks.extend(_lines(number, sheet, rows))
    if blocks and isinstance(blocks[0], Grid) and not UNTOLD_NAME.fullmatch(sheet.name):
        # A sheet without a title of its own is known by its tab.
        blocks.insert(0, Line(number, sheet.name, place=f"{sheet.name}!"))
    return Page(
        number=number,
        blocks=tuple(blocks),
        figures=figures(number, texts),
        route="sheet",
        has_text=bool(texts),
    )


def _runs(sheet: Sheet) -> Iterator[tuple[bool, list[int]]]:
    """Group neighbouring rows into tables and what stands between them."""
    is_table = _table_rows(sheet)
    run: list[int] = []
    for number in sorted(sheet.rows):
        starts_anew = run and (is_table[number] != is_table[run[-1]] or number > run[-1] + 1)
        if starts_anew and not _only_hidden_between(sheet, run[-1], number, is_table):
            yield is_table[run[0]], run
            run = []
        run.append(number)
    if run:
        yield is_table[run[0]], run


def _only_hidden_between(sheet: Sheet, last: int, number: int, is_table: dict[int, bool]) -> bool:
    between = range(last + 1, number)
    return is_table[number] == is_table[last] and all(row in sheet.hidden_rows for row in between)


def _table_rows(sheet: Sheet) -> dict[int, bool]:
    """Tell the rows of tables from titles, captions and notes.

    Ruled rows are tables where the sheet has any; a row of figures that somebody forgot to rule
    is one too. Without rules a table is what has several cells, from its header to its last row.
    """
    ruled = {number: _is_ruled_row(row) for number, row in sheet.rows.items()}
    if any(ruled.values()):
        return {
            number: ruled[number] or _holds_figures(sheet.rows[number]) for number in sheet.rows
        }
    kinds = {number: _looks_tabular(row) for number, row in sheet.rows.items()}
    for block in _neighbours(sorted(sheet.rows)):
        inside = [number for number in block if kinds[number]]
        if not inside:
            continue
        for number in block:
            kinds[number] = inside[0] <= number and (
                number <= inside[-1] or not _is_note(sheet, number)
            )
    return kinds


def _neighbours(numbers: Sequence[int]) -> Iterator[list[int]]:
    block: list[int] = []
    for number in numbers:
        if block and number > block[-1] + 1:
            yield block
            block = []
        block.append(number)
    if block:
        yield block


def _is_ruled_row(row: dict[int, Value]) -> bool:
    ruled = sum(value.is_ruled for value in row.values())
    unruled = sum(not value.is_ruled for value in row.values())
    return ruled > unruled


def _written(row: dict[int, Value]) -> list[str]:
    return [value.text.strip() for value in row.values() if not is_blank(value.text)]


def _holds_figures(row: dict[int, Value]) -> bool:
    texts = _written(row)
    numbers = [text for text in texts if is_number(text)]
    return len(numbers) > 1 or (len(texts) > 1 and any("." in text for text in numbers))


def _looks_tabular(row: dict[int, Value]) -> bool:
    texts = _written(row)
    return len(texts) > 1 and not all(CAPTION.fullmatch(text) for text in texts)


def _is_note(sheet: Sheet, number: int) -> bool:
    texts = _written(sheet.rows[number])
    return len(texts) == 1 and (
        NOTE.match(texts[0]) is not None or len(texts[0]) > NOTE_LENGTH or "：" in texts[0]
    )


def _lines(number: int, sheet: Sheet, rows: Iterable[int]) -> Iterator[Line]:
    for row in rows:
        for column, value in sorted(sheet.rows[row].items()):
            for text in value.text.split("\n"):
                if not is_blank(text):
                    yield Line(number, text.strip(), place=_place(sheet, row, column))


def _place(sheet: Sheet, row: int, column: int) -> str:
    return f"{sheet.name}!{get_column_letter(column)}{row}"


def _grid(number: int, sheet: Sheet, rows: list[int], limits: Limits) -> Grid:
    """Turn rows of a sheet into a grid; hidden rows and columns close up."""
    row_at = {row: index for index, row in enumerate(rows)}
    columns = _columns(sheet, rows)
    column_at = {column: index for index, column in enumerate(columns)}
    check_size(number, len(rows), len(columns), limits)
    spans = _spans(sheet, rows, columns)
    cells = []
    for row in rows:
        for column, value in sheet.rows[row].items():
            row_span, column_span = spans.get((row, column), (1, 1))
            cells.append(
                Cell(
                    row_at[row],
                    column_at[column],
                    value.text.strip(),
                    row_span,
                    column_span,
                    place=_place(sheet, row, column),
                )
            )
    return Grid(
        page=number,
        row_count=len(rows),
        column_count=len(columns),
        cells=filled(cells, len(rows), len(columns)),
        route="sheet",
    )


def _columns(sheet: Sheet, rows: list[int]) -> list[int]:
    used = {column for row in rows for column in sheet.rows[row]}
    hidden = sheet.hidden_columns
    return [
        column
        for column in range(min(used), max(used) + 1)
        if not any(first <= column <= last for first, last in hidden)
    ]


def _spans(
    sheet: Sheet, rows: list[int], columns: list[int]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Give each merged range's first shown cell its span, counted in shown rows and columns."""
    spans = {}
    for top, left, bottom, right in sheet.merged:
        down = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
        across = columns[bisect_left(columns, left) : bisect_right(columns, right)]
        if down and across:
            spans[down[0], across[0]] = (len(down), len(across))
    return spans
