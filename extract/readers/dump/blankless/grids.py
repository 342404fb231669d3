"""Tables of a dump without blanks as grids: the form's header, and each row under it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from extract.numbers import folded
from extract.readers.dump.blankless.rows import BlanklessRow, joined
from extract.readers.dump.blankless.tables import BlanklessTable
from extract.readers.dump.forms import as_printed, header_cells, header_depth
from extract.readers.dump.header_sums import HeaderPath
from extract.readers.dump.placement import Placement
from extract.readers.dump.words import TextLine, Word
from extract.types import Cell, Grid

ROUTE = "text_order"
# What an indicator is to reach: ≥95%, 12次, 3.
VALUE = re.compile(r"[≥≤＞＜><=]|\d+(\.\d+)?(%|\D{1,4})?$")
# Kinds of indicators whose names tell them.
TELLING_KINDS = ("满意", "成本")


def blankless_grid(
    table: BlanklessTable, rows: Sequence[BlanklessRow], placements: Sequence[Placement], page: int
) -> Grid:
    """Lay a table out: the form's header, and each row's figures in the columns found."""
    paths = table.form.paths
    depth = header_depth(paths)
    cells = list(printed_header(paths, table.header))
    number = depth
    for before, row, placement in zip([None, *rows], rows, placements, strict=False):
        if before is not None and not _is_right_half(row, before):
            number += 1
        cells += _row_cells(row, placement, number, len(paths))
        tail = list(_indicator_cells(row.tail, paths, row.columns[-1] + 1, number))
        cells += tail
        number = max([number, *(cell.row for cell in tail)])
    count = number + 1 if rows else depth
    width = max(len(paths), *(cell.column + 1 for cell in cells))
    return Grid(page, count, width, tuple(cells), ROUTE, header_rows=depth)


def printed_header(paths: Sequence[HeaderPath], lines: Sequence[TextLine]) -> Iterator[Cell]:
    """Lay a form's header out in the characters of the dump, placed on its first line."""
    texts = [line.text for line in lines]
    prints = [*(word for text in texts for word in text.split()), "".join(texts)]
    for cell in header_cells(paths):
        yield replace(cell, text=as_printed(cell.text, prints), place=lines[0].place)


def _is_right_half(row: BlanklessRow, before: BlanklessRow) -> bool:
    """Tell the expenditure printed on the line of a revenue, which goes into the same row."""
    return min(row.columns) > max(before.columns) and row.line == before.line


def _row_cells(row: BlanklessRow, placement: Placement, number: int, width: int) -> Iterator[Cell]:
    """Make the cells of a row: labels as read, figures with how sure their column is.

    Figures too many for the row's columns are kept to the right of the table, in doubt.
    """
    for label in row.labels:
        yield Cell(number, label.column, label.text, place=label.line.place)
    beyond = range(width, width + len(row.figures))
    columns = [*placement.columns[: len(row.columns)], *beyond]
    for word, column, doubt in zip(row.figures, columns, placement.ambiguous, strict=False):
        how = "ambiguous" if doubt else "placed"
        yield Cell(number, column, word.text, place=word.line.place, placement=how)


# --- indicators behind the amounts of a project ------------------------------------------------


def _indicator_cells(
    words: Sequence[Word], paths: Sequence[HeaderPath], first: int, number: int
) -> Iterator[Cell]:
    """Lay out the indicators of a project: pairs of name and value under the kinds of indicator.

    Which kind an indicator belongs to is not in the dump: words of satisfaction and of cost
    tell, the first of the others is an output, the second an effect. All are ambiguous.
    """
    kinds = {_kind(paths[c]): c for c in range(len(paths) - 2, first - 1, -2)}
    if words and not kinds:
        yield Cell(number, first, joined(words), place=words[0].line.place, placement="ambiguous")
        return
    row, used = number, set[int]()
    for name, value in _pairs(_whole_cells(words)):
        column = _indicator_column(joined(name), kinds, used)
        if column in used:
            row, used = row + 1, set[int]()
        used.add(column)
        for at, cell in ((column, name), (column + 1, value)):
            if cell:
                place = cell[0].line.place
                yield Cell(row, at, joined(cell), place=place, placement="ambiguous")


def _kind(path: HeaderPath) -> str:
    """Name the kind of indicator over a pair of columns: 成本指标 over 三级指标 and 指标值."""
    return path[0 if len(path) == 1 else -2]


def _indicator_column(name: str, kinds: Mapping[str, int], used: set[int]) -> int:
    """Choose the column of an indicator by its words and by what the row has already."""
    for word in TELLING_KINDS:
        for kind, column in kinds.items():
            if word in name and word in kind:
                return column
    satisfaction = TELLING_KINDS[0]
    plain = {c for kind, c in kinds.items() if not any(word in kind for word in TELLING_KINDS)}
    others = plain or set(kinds.values())
    complete = any(satisfaction in kind and c in used for kind, c in kinds.items())
    return min(others if complete else (others - used or others))


def _whole_cells(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Put wrapped cells together: a line as wide as the widest goes on in the next."""
    widths = [len(folded(word.text)) for word in words if not VALUE.match(word.text)]
    width = max(widths, default=0)
    cell: list[Word] = []
    for word in words:
        full = bool(cell) and len(folded(cell[-1].text)) >= width
        goes_on = full and word.first and not VALUE.match(word.text)
        if cell and not goes_on:
            yield cell
            cell = []
        cell.append(word)
    if cell:
        yield cell


def _pairs(cells: Iterable[list[Word]]) -> Iterator[tuple[list[Word], list[Word]]]:
    """Pair names with values; a value closes a pair even if the name is missing."""
    name: list[Word] = []
    for cell in cells:
        if name or VALUE.match(cell[0].text):
            yield name, cell
            name = []
        else:
            name = cell
    if name:
        yield name, []
