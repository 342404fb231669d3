"""Plain-text dumps of disclosures: tables as tabs, as pipes, or only as an order of figures.

Two kinds of dumps are met. Most keep a table's columns as tabs but lose merged cells, so that
header words stand over the wrong columns (`dump.tabbed`). Others put cells on lines of their own
and drop the blank ones, so that only the order of the figures is left (`dump.blankless`). Both are
read with the headers of known forms (`dump.forms`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from extract.files.encodings import damage, decode
from extract.files.limits import DEFAULT_LIMITS, Limits
from extract.numbers import FIGURE, folded
from extract.readers.dump.blankless.dumps import blankless_blocks
from extract.readers.dump.forms import Form, load_forms
from extract.readers.dump.tabbed.rows import TextRow, table_row
from extract.readers.dump.tabbed.tables import Piece, tabbed_piece
from extract.readers.dump.words import TextLine
from extract.types import Grid, Line, Page, PrintedFigure

# The title of a table stands among the last lines above it: number, title, department, unit.
CAPTION_LINES = 4


def read(data: bytes | Path, _: Limits = DEFAULT_LIMITS) -> tuple[Page, ...]:
    """Read a text dump: a page for each form feed, tables as grids, everything else as lines."""
    forms = load_forms()
    content = data if isinstance(data, bytes) else data.read_bytes()
    pages = []
    number = 1
    for index, text in enumerate(decode(content).split("\f"), start=1):
        lines = [TextLine(number + i, line) for i, line in enumerate(text.split("\n"))]
        number += len(lines) - 1
        pages.append(_page(index, lines, forms))
    return tuple(pages)


def _page(number: int, lines: Sequence[TextLine], forms: Sequence[Form]) -> Page:
    """Put a page together from its blocks and the numbers printed on it."""
    blocks = tuple(_blocks(number, lines, forms))
    figures = (figure for line in lines for figure in FIGURE.findall(line.text))
    return Page(
        number,
        blocks,
        tuple(PrintedFigure(number, figure) for figure in figures),
        route=next((block.route for block in blocks if isinstance(block, Grid)), "text"),
        has_text=bool(blocks),
        damage=damage("\n".join(line.text for line in lines)),
    )


def _blocks(number: int, lines: Sequence[TextLine], forms: Sequence[Form]) -> Iterator[Line | Grid]:
    """Read stretches of table rows, and the prose (or tables without columns) between them."""
    before: Piece | None = None
    title = ""
    for rows, others in _stretches(lines):
        if rows:
            before = tabbed_piece(rows, before, title, forms, number)
            yield before.grid
        if others:
            before = None
            title = folded("".join(line.text for line in others[-CAPTION_LINES:]))
            yield from blankless_blocks(others, forms, number)


def _stretches(lines: Iterable[TextLine]) -> Iterator[tuple[list[TextRow], list[TextLine]]]:
    """Cut a page into runs of table rows and runs of other lines; a blank line ends a table.

    Drawn lines and blank ones are left out.
    """
    split = ((line, table_row(line)) for line in lines)
    for _, stretch in groupby(split, key=lambda pair: pair[1] is not None):
        rows, others = [], []
        for line, row in stretch:
            if row is None and line.text.strip():
                others.append(line)
            elif row is not None and not row.is_drawn_line:
                rows.append(row)
        yield rows, others
