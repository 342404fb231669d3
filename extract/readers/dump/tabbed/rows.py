"""Rows of tables whose cells are parted by tabs or pipes, and what dumps do to such rows.

Blanks in front of a row get lost or added, figures of neighbouring cells end up in one. Which of
it happened to a row shows in the header it stands under: figures belong under amounts, names
under names. A row that gives no such proof is left as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.numbers import is_amount, is_decimal, is_figure
from extract.readers.dump.forms import is_label
from extract.readers.dump.header_sums import HeaderPath
from extract.readers.dump.words import TextLine

DRAWN_CELL = re.compile(r":?-{2,}:?")


@dataclass(frozen=True)
class TextRow:
    """A table row of a dump: its line and the texts between the tabs or pipes."""

    line: TextLine
    cells: tuple[str, ...]

    @property
    def width(self) -> int:
        """The number of columns up to the last that is not blank."""
        return max((i + 1 for i, text in enumerate(self.cells) if text), default=0)

    @property
    def is_drawn_line(self) -> bool:
        """Whether this is a drawn line (---|---) rather than a row."""
        return all(DRAWN_CELL.fullmatch(cell) for cell in self.cells if cell)

    @property
    def is_header(self) -> bool:
        """Whether this can be a row of a header: it has words and no numbers."""
        return any(self.cells) and not any(map(is_figure, self.cells))


def table_row(line: TextLine) -> TextRow | None:
    """Split a line of a table into its cells; None for a line of prose."""
    text = line.text
    if "\t" in text:
        cells = text.split("\t")
    elif text.strip().startswith("|") and text.count("|") > 1:
        cells = text.strip().removeprefix("|").removesuffix("|").split("|")
    else:
        return None
    return TextRow(line, tuple(cell.strip() for cell in cells))


def usual_length(rows: Sequence[TextRow]) -> int:
    """Name the number of cells most rows have, blank ones included."""
    return Counter(len(row.cells) for row in rows).most_common(1)[0][0]


def repaired(rows: Sequence[TextRow], paths: Sequence[HeaderPath]) -> list[TextRow]:
    """Undo what the dump did to body rows: lost or added blanks, figures glued together."""
    if not rows or not paths:
        return list(rows)
    length, width = usual_length(rows), len(paths)
    moved = [_narrowed(_shifted(row, length, paths), width) for row in rows]
    return [replace(row, cells=_unglued(row.cells, width)) for row in moved]


def _shifted(row: TextRow, length: int, paths: Sequence[HeaderPath]) -> TextRow:
    """Put a row right whose leading blanks were miscounted, as its figures under names show.

    The row is one tab short of the others (or has one too many), or the blanks lost in front
    stand at its end; it moves as a whole, and only if its figures then stand under amounts.
    """
    if _agrees(row.cells, paths):
        return row
    missing = length - len(row.cells)
    moves = [missing] if missing else range(1, len(row.cells) - row.width + 1)
    for by in moves:
        moved = (*[""] * by, *row.cells) if by > 0 else row.cells[-by:]
        loses_words = any(row.cells[: max(-by, 0)])
        if not loses_words and _agrees(moved, paths):
            return replace(row, cells=moved)
    return row


def _agrees(cells: Sequence[str], paths: Sequence[HeaderPath]) -> bool:
    """Tell whether every cell has a header, and none with decimals stands under a name."""
    return all(
        i < len(paths) and not (is_label(paths[i]) and is_decimal(text))
        for i, text in enumerate(cells)
        if text
    )


def _narrowed(row: TextRow, width: int) -> TextRow:
    """Take blanks after the last figure out of a row that is wider than its header."""
    excess = row.width - width
    last = max((i for i, text in enumerate(row.cells) if is_amount(text)), default=None)
    if excess <= 0 or last is None or any(row.cells[last + 1 : last + 1 + excess]):
        return row
    return replace(row, cells=(*row.cells[: last + 1], *row.cells[last + 1 + excess :]))


def _unglued(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """Spread figures glued into one cell over it and the blank cells beside it."""
    result = [*cells, *[""] * (width - len(cells))]
    for i, text in enumerate(cells):
        figures = text.split()
        if len(figures) > 1 and all(map(is_decimal, figures)):
            _spread(result, i, figures, width)
    return tuple(result)


def _spread(cells: list[str], at: int, figures: Sequence[str], width: int) -> None:
    """Write the figures of a cell from it to the right, or up to it, if there is room."""
    for start in (at, at - len(figures) + 1):
        end = start + len(figures)
        others = [text for i, text in enumerate(cells[start:end], start) if i != at]
        if start >= 0 and end <= width and not any(others):
            cells[start:end] = figures
            return


def under_amounts(row: TextRow, columns: Sequence[int]) -> TextRow:
    """Put the figures of a goals form's row under its amounts: labels are merged cells there.

    Only a row that fills the amounts exactly, from its first figure to its last cell, is meant.
    """
    cells = row.cells
    first = next((i for i, text in enumerate(cells) if is_figure(text)), None)
    if first is None or row.width - first != len(columns) or first == columns[0]:
        return row
    width = max(len(cells), columns[-1] + 1)
    labels = (*cells[:first], *[""] * width)[: columns[0]]
    moved = (*labels, *cells[first : row.width], *[""] * width)
    return replace(row, cells=moved[:width])
