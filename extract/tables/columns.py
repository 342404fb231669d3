"""Say which columns of a table those of a later grid are: by where they stand, not by their number.

A program that draws double lines between cells leaves a column of a hair's breadth on one page and
none on the next, so that the same columns are 11 here and 10 there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from extract.numbers import looks_like_amount, squeeze
from extract.types import Cell, Grid, Row

# How far, in points, two prints of one border may be apart.
EDGE_TOLERANCE = 4.0
# Text in fewer columns would fit many a table.
FEWEST_COLUMNS = 2
# Fewer columns may be of one width by chance.
FEWEST_MOVED = 3
# A column of amounts has so many of them.
FEWEST_AMOUNTS = 2

# The column of the table for each of the grid's; None for one that has no text and no counterpart.
Mapping = list[int | None]


def aligned(edges: Sequence[float], grid: Grid) -> Mapping | None:
    """Map the columns of a grid to those between the edges of a table.

    None where one that has text does not begin and end where one of the table's does.
    """
    if not edges or not grid.edges:
        return None
    shift = _shift(edges, grid.edges)
    mapping = [
        _counterpart(edges, left - shift, right - shift) for left, right in pairwise(grid.edges)
    ]
    found = [column for column in mapping if column is not None]
    texts = [cell for cell in grid.cells if squeeze(cell.text)]
    if len(set(found)) < len(found) or not all(targets(cell, mapping) for cell in texts):
        return None
    used = {targets(cell, mapping)[0] for cell in texts}
    return mapping if len(used) >= FEWEST_COLUMNS else None


def _shift(edges: Sequence[float], others: Sequence[float]) -> float:
    """Return how far the same columns were moved as a whole, as by the margins of left pages."""
    shift = others[0] - edges[0]
    is_moved = FEWEST_MOVED < len(edges) == len(others) and all(
        abs(other - shift - edge) <= EDGE_TOLERANCE / 2
        for edge, other in zip(edges, others, strict=True)
    )
    return shift if is_moved else 0.0


def _counterpart(edges: Sequence[float], left: float, right: float) -> int | None:
    def distance(column: int) -> float:
        return max(abs(edges[column] - left), abs(edges[column + 1] - right))

    nearest = min(range(len(edges) - 1), key=distance)
    return nearest if distance(nearest) <= EDGE_TOLERANCE else None


def targets(cell: Cell, mapping: Mapping) -> list[int]:
    """Return the columns of the table over which a cell of the grid stands."""
    over = mapping[cell.column : cell.column + cell.column_span]
    return [column for column in over if column is not None]


def mapped(cells: Iterable[Cell], mapping: Mapping) -> list[Cell]:
    """Move cells to their columns in the table; those in columns without text are gone."""
    return [
        replace(cell, column=over[0], column_span=over[-1] - over[0] + 1)
        for cell in cells
        if (over := targets(cell, mapping))
    ]


def opens_with_words(rows: Sequence[Row], grid: Grid, mapping: Mapping) -> bool:
    """Tell whether the first row of a grid is a header: words over amounts.

    They stand wherever the table has amounts, and amounts follow below. In a form there may be
    words below amounts as well.
    """
    amounts = _columns_of_amounts(rows)
    first = [cell for cell in grid.cells if cell.row == 0 and squeeze(cell.text)]
    below = [cell for cell in grid.cells if cell.row > 0 and looks_like_amount(cell.text)]
    texts = {cell.column: cell.text for cell in mapped(first, mapping)}
    follow = any(cell.column in amounts for cell in mapped(below, mapping))
    return follow and all(
        any(sign.isalpha() for sign in texts.get(column, ""))
        and not any(sign.isdigit() for sign in texts[column])
        for column in amounts
    )


def _columns_of_amounts(rows: Sequence[Row]) -> set[int]:
    counts: dict[int, list[int]] = {}
    for row in rows:
        for cell in row.cells:
            if squeeze(cell.text):
                count = counts.setdefault(cell.column, [0, 0])
                count[not looks_like_amount(cell.text)] += 1
    return {
        column
        for column, (amounts, others) in counts.items()
        if amounts >= FEWEST_AMOUNTS and amounts > others
    }
