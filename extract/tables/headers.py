"""Find the header of a grid, and the header path of each of its columns.

Only shape is used: a header goes on until every column has a cell of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extract.numbers import is_column_number, looks_like_amount, squeeze
from extract.types import Cell, Grid

# An amount without decimals, or a code; but not a year.
WHOLE_NUMBER = re.compile(r"[0-9]{2,3}|(?!20)[0-9]{4}|[0-9]{5,}")
HEADER_LIMIT = 6
# Columns are counted from the first, or from the first that has figures.
FIRST_NUMBERS = {0, 1, 2}


def header_height(grid: Grid) -> int:
    """Count the header rows: they go on until every column has a cell of its own.

    0 where figures come first: the grid is a form, or continues a table without a header.
    """
    if grid.header_rows is not None:
        return grid.header_rows
    closed = [h for h in range(1, min(HEADER_LIMIT, grid.row_count) + 1) if _is_closed(grid, h)]
    named = [height for height in closed if _names_every_column(grid, height)]
    return (named or _above_figures(grid) or closed or [0])[0]


def _above_figures(grid: Grid) -> list[int]:
    """Return the rows above the first row of figures, if they name every column together.

    A row of whole numbers ends the header only where a row of amounts follows: on its own it may
    be part of a form.
    """
    whole: list[int] = []
    for height in range(1, min(HEADER_LIMIT, grid.row_count)):
        head = [cell for cell in grid.cells if cell.row < height]
        if has_amount(head):
            return []
        covered = {
            column
            for cell in head
            if squeeze(cell.text)
            for column in range(cell.column, cell.column + cell.column_span)
        }
        row = [cell for cell in grid.cells if cell.row == height]
        if len(covered) == grid.column_count:
            if has_amount(row):
                return [*whole, height]
            if any(WHOLE_NUMBER.fullmatch(squeeze(cell.text)) for cell in row):
                whole.append(height)
    return []


def _is_closed(grid: Grid, height: int) -> bool:
    """Tell whether the first rows end together, hold no amount and split every wide cell."""
    rows = [cell for cell in grid.cells if cell.row < height]
    if not signature(rows) or has_amount(rows):
        return False
    last = [cell for cell in rows if cell.row + cell.row_span >= height]
    return all(cell.row + cell.row_span == height and cell.column_span == 1 for cell in last)


def _names_every_column(grid: Grid, height: int) -> bool:
    rows = [cell for cell in grid.cells if cell.row < height and squeeze(cell.text)]
    lowest = {cell.column for cell in rows if cell.row + cell.row_span == height}
    return len(lowest) == grid.column_count


def index_rows(grid: Grid, height: int) -> int:
    """Count the rows under the header that only number the columns (栏次, 1 2 3, **)."""
    count = height
    while count < grid.row_count:
        texts = [squeeze(cell.text) for cell in grid.cells if cell.row == count]
        numbers = [text for text in texts if is_column_number(text)]
        digits = [int(text) for text in texts if text.isdigit()]
        increasing = (
            len(digits) > 1 and digits == sorted(set(digits)) and digits[0] in FIRST_NUMBERS
        )
        if not texts or len(numbers) != len(texts):
            break
        if not (increasing or any(not text.isdigit() for text in texts)):
            break
        count += 1
    return count


def has_own_header(grid: Grid) -> bool:
    """Tell whether the grid opens with a header of several levels that names every column."""
    height = header_height(grid)
    return height > 1 and _names_every_column(grid, height)


def header_paths(header: Sequence[Cell], column_count: int) -> tuple[tuple[str, ...], ...]:
    """Return for each column the texts of the header cells over it, from top to leaf."""
    paths = []
    header = _spread(header, column_count)
    for column in range(column_count):
        over = [c for c in header if c.column <= column < c.column + c.column_span]
        over.sort(key=lambda cell: cell.row)
        paths.append(tuple(cell.text for cell in over if squeeze(cell.text)))
    return tuple(paths)


def _spread(header: Sequence[Cell], column_count: int) -> list[Cell]:
    """Let a header text reach over the unmerged blanks to its right that have words below them."""
    named = {(c.row, c.column): c for c in header if squeeze(c.text)}
    covered = {
        (row, column)
        for c in named.values()
        for row in range(c.row, c.row + c.row_span)
        for column in range(c.column, c.column + c.column_span)
    }
    result = []
    for cell in named.values():
        end = cell.column + cell.column_span
        below = cell.row + cell.row_span
        while (
            end < column_count
            and not any((row, end) in covered for row in range(below))
            and any(row >= below and column == end for row, column in covered)
        ):
            end += 1
        result.append(replace(cell, column_span=end - cell.column))
    return result


def signature(cells: Iterable[Cell]) -> list[str]:
    """Return the texts of cells by which two prints of one header are known to be the same."""
    return [squeeze(cell.text) for cell in cells if squeeze(cell.text)]


def has_amount(cells: Iterable[Cell]) -> bool:
    """Tell whether a cell holds an amount and nothing else."""
    return any(looks_like_amount(cell.text) for cell in cells)
