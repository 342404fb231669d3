"""Dumps that put cells on lines of their own and drop the blank ones.

Only the order of the figures is left. The form says which columns there are; which of them a
figure stands in follows from what must add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.readers.dump.blankless.figures import KINDS, Body, place_figures
from extract.readers.dump.blankless.goals import goals_grid
from extract.readers.dump.blankless.grids import blankless_grid
from extract.readers.dump.blankless.rows import blankless_rows
from extract.readers.dump.blankless.tables import blankless_tables
from extract.readers.dump.forms import Form
from extract.readers.dump.words import TextLine
from extract.types import Grid, Line

# Names that are never cut in two: of the department or unit above a table, of kinds of spending.
NAME_CAPTION = re.compile(r"(?:部门|单位)(?:名称)?\s*[:：]\s*(\S{3,})")
CATEGORIES = frozenset({"人员类", "公用经费", *KINDS})


def blankless_blocks(
    lines: Sequence[TextLine], forms: Sequence[Form], page: int
) -> Iterator[Line | Grid]:
    """Turn the lines between tabbed tables into lines and, where forms are recognised, grids."""
    lines = [line for line in lines if line.text.strip()]
    tables = blankless_tables(lines, forms)
    names = CATEGORIES.union(*(NAME_CAPTION.findall(line.text) for line in lines))
    bodies = [
        Body(table, () if table.is_goals else blankless_rows(table, names)) for table in tables
    ]
    position = 0
    for table, body, placed in zip(tables, bodies, place_figures(bodies), strict=True):
        yield from _lines(lines[position : table.start], page)
        if table.is_goals:
            yield goals_grid(table, page)
        else:
            yield blankless_grid(table, body.rows, placed, page)
        position = table.end
    yield from _lines(lines[position:], page)


def _lines(lines: Sequence[TextLine], page: int) -> Iterator[Line]:
    """Keep what belongs to no table as it is."""
    return (Line(page, line.text.strip(), place=line.place) for line in lines)
