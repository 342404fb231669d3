"""Let printed sums say whether two grids are one table: each with its own total, they are two."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extract.numbers import amount, decimals, is_amount, squeeze
from extract.types import Cell, Grid, Row

# A row's amounts by column.
_Amounts = dict[int, Decimal]


def are_two(rows: Sequence[Row], grid: Grid) -> bool:
    """Tell whether rows and a grid each have a total of their own, and by the same name.

    Total lines that only go by one name may be those of units; a name and its sum are proof.
    """
    first = [row.cells for row in rows]
    second = _rows_of(grid)
    if len(first) < FEWEST_ROWS or len(second) < FEWEST_ROWS:
        return False
    for end in (0, -1):
        name = _name(first[end])
        if name and name == _name(second[end]) and _adds_up(first, end) and _adds_up(second, end):
            return True
    return False


# A total over one row repeats it, and proves nothing.
FEWEST_ROWS = 3


def _rows_of(grid: Grid) -> list[Sequence[Cell]]:
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        if squeeze(cell.text):
            rows.setdefault(cell.row, []).append(cell)
    return [rows[number] for number in sorted(rows)]


def _name(cells: Sequence[Cell]) -> str:
    return "".join(squeeze(cell.text) for cell in cells if not is_amount(cell.text))


def _adds_up(rows: Sequence[Sequence[Cell]], end: int) -> bool:
    """Tell whether the first or the last row is the sum of the others, whatever their levels are.

    A row that is itself the sum of rows below it counts for them.
    """
    amounts = [_amounts(cells) for cells in rows]
    total, others = amounts[end], amounts[1:] if end == 0 else amounts[:-1]
    digits = max((decimals(cell.text) for row in rows for cell in row), default=0)
    half = Decimal(5).scaleb(-digits - 1)
    return bool(total) and _is_sum(total, _tops(others, half), half)


def _amounts(cells: Sequence[Cell]) -> _Amounts:
    found = {cell.column: amount(cell.text) for cell in cells if is_amount(cell.text)}
    return {column: value for column, value in found.items() if value}


def _tops(rows: Sequence[_Amounts], half: Decimal) -> list[_Amounts]:
    """Return the rows that are part of no row above them."""
    after = list(range(1, len(rows) + 1))
    for number in reversed(range(len(rows))):
        parts: list[_Amounts] = []
        below = number + 1
        while below < len(rows):
            parts.append(rows[below])
            below = after[below]
            if rows[number] and _is_sum(rows[number], parts, half):
                after[number] = below
                break
            if _exceeds(rows[number], parts):
                break
    tops, number = [], 0
    while number < len(rows):
        tops.append(rows[number])
        number = after[number]
    return tops


def _sum(parts: Sequence[_Amounts]) -> _Amounts:
    total: _Amounts = {}
    for part in parts:
        for column, value in part.items():
            total[column] = total.get(column, Decimal(0)) + value
    return total


def _is_sum(total: _Amounts, parts: Sequence[_Amounts], half: Decimal) -> bool:
    found = _sum(parts)
    allowed = (len(parts) + 1) * half
    return all(
        abs(total.get(column, Decimal(0)) - found.get(column, Decimal(0))) <= allowed
        for column in total.keys() | found.keys()
    )


def _exceeds(total: _Amounts, parts: Sequence[_Amounts]) -> bool:
    """Tell whether parts are more than their total already, where none of them is negative."""
    if any(value < 0 for part in parts for value in part.values()):
        return False
    return any(value > total.get(column, Decimal(0)) + 1 for column, value in _sum(parts).items())
