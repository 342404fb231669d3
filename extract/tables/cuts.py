"""Put together again the rows that a page's end has cut in two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract.numbers import decimals, squeeze
from extract.tables.headers import has_amount
from extract.types import Row


def rejoined(rows: Sequence[Row]) -> list[Row]:
    """Join rows that a page's end has cut in two, and number all rows anew."""
    firsts = {row.number for above, row in pairwise(rows) if row.page != above.page}
    is_plain = all(has_amount(row.cells) for row in rows if row.number not in firsts)
    whole: list[Row] = []
    for row in rows:
        if whole and row.number in firsts and _is_rest(whole[-1], row, rows, is_plain):
            whole[-1] = _joined(whole[-1], row)
        else:
            whole.append(replace(row, number=len(whole) + 1))
    return whole


def _is_rest(above: Row, row: Row, rows: Sequence[Row], is_plain: bool) -> bool:
    """Tell whether a row without amounts only goes on with what stands in full cells above it.

    Where rows without amounts are nothing unusual, the rest of a figure must be among it.
    """
    over = {cell.column: cell for cell in above.cells if squeeze(cell.text)}
    rest = {cell.column: squeeze(cell.text) for cell in row.cells if squeeze(cell.text)}
    if not rest or not rest.keys() <= over.keys() or has_amount(row.cells):
        return False
    if not has_amount(above.cells) or not all(over[column].is_full for column in rest):
        return False
    figures = [(squeeze(over[column].text), text) for column, text in rest.items()
               if text.isdigit() or squeeze(over[column].text).isdigit()]  # fmt: skip
    most = max((decimals(cell.text) for row in rows for cell in row.cells), default=0)
    completes = [0 < decimals(first) < decimals(first + text) == most for first, text in figures]
    return all(completes) and bool(completes or is_plain)


def _joined(above: Row, row: Row) -> Row:
    rest = {cell.column: cell for cell in row.cells if squeeze(cell.text)}
    return replace(above, cells=tuple(
        replace(
            cell,
            text=f"{cell.text}\n{rest[cell.column].text}",
            second_text=None,
            is_full=rest[cell.column].is_full,
            rest=(*cell.rest, *((row.page, box) for box in [rest[cell.column].box] if box)),
        )
        if cell.column in rest
        else cell
        for cell in above.cells
    ))  # fmt: skip
