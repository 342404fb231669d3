"""Sheets of a dump without blanks as grids: the goals of a department, with its budget above them.

Their lines are no rows of columns, and their header words head only the indicators. So they are
laid out line by line, and only what is clear is cut.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.readers.dump.blankless.grids import ROUTE, printed_header
from extract.readers.dump.blankless.rows import joined
from extract.readers.dump.blankless.tables import BlanklessTable
from extract.readers.dump.forms import figure_columns, header_depth
from extract.readers.dump.words import TextLine, Word, words_of
from extract.types import Cell, Grid

# Lines of one word that open a row of the form; any other goes on with the row before it.
GOALS_LABEL = re.compile(
    r"(部门名称|年度.*(目标|任务)|预算情况|(投入管理|产出|效益)指标)$|[(（]\d[)）].*资金$"
)


def goals_grid(table: BlanklessTable, page: int) -> Grid:
    """Lay a goals form out line by line: the amounts stand in its column of amounts.

    The header counts as one only if it is the first line: below the amounts it does not head them.
    """
    paths = table.form.paths
    last = len(paths) - 1
    column = next(iter(figure_columns(paths)), last)
    header, depth = list(printed_header(paths, table.header)), header_depth(paths)
    begin = table.header[0].number
    above = [line for line in table.body if line.number < begin]
    below = [line for line in table.body if line.number > begin]
    rows = _with_lines([], above, column, column)
    rows += [[cell for cell in header if cell.row == level] for level in range(depth)]
    rows = _with_lines(rows, below, column, last)
    cells = tuple(replace(cell, row=number) for number, row in enumerate(rows) for cell in row)
    width = max(len(paths), *(cell.column + 1 for cell in cells))
    return Grid(page, len(rows), width, cells, ROUTE, header_rows=0 if above else depth)


def _with_lines(
    rows: Sequence[list[Cell]], lines: Sequence[TextLine], amounts: int, texts: int
) -> list[list[Cell]]:
    """Add lines to rows: a row of its own, a part of the last one, or its text going on.

    `amounts` and `texts` are the columns in which amounts and wrapped texts stand.
    """
    result = list(rows)
    for line in lines:
        words = words_of(line)
        if result and len(words) == 1 and not GOALS_LABEL.match(words[0].text):
            result[-1] = _continued(result[-1], texts, words[0])
            continue
        cells = _line_cells(words, amounts)
        only_heading = bool(result) and all(cell.column == 0 for cell in result[-1])
        # A heading (预算情况) stands in the row of the first line it heads.
        if only_heading and cells[0].column:
            result[-1] = [*result[-1], *cells]
        else:
            result.append(cells)
    return result


def _continued(row: Sequence[Cell], column: int, word: Word) -> list[Cell]:
    """Write a word on in the text of a row, or begin that text."""
    before = next((cell for cell in row if cell.column == column), None)
    if before is None:
        begun = Cell(0, column, word.text, place=word.line.place, placement="ambiguous")
        return [*row, begun]
    longer = replace(before, text=f"{before.text}\n{word.text}")
    return [longer if cell is before else cell for cell in row]


def _line_cells(words: Sequence[Word], amounts: int) -> list[Cell]:
    """Cut a line of the form: a heading, a label with its amount, or names with a value.

    Words too many for the columns go on to the right, so that none is lost.
    """
    place = words[0].line.place
    figure = next((i for i, word in enumerate(words) if word.kind == "figure"), 0)
    if figure:
        label = Cell(0, 1, joined(words[:figure]), 1, amounts - 1, place=place)
        behind = _in_a_row(words[figure + 1 :], amounts + 1)
        amount = Cell(0, amounts, words[figure].text, place=place, placement="placed")
        return [label, amount, *behind]
    if len(words) == 1:
        is_item = words[0].text[0] in "（("
        column, width = (1, amounts - 1) if is_item else (0, 1)
        return [Cell(0, column, words[0].text, 1, width, place=place)]
    return _in_a_row(words, max(0, amounts + 1 - len(words)))


def _in_a_row(words: Sequence[Word], first: int) -> list[Cell]:
    """Give each word a column of its own, in doubt which."""
    return [
        Cell(0, column, word.text, place=word.line.place, placement="ambiguous")
        for column, word in enumerate(words, start=first)
    ]
