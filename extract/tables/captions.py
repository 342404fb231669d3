"""Find the captions of a table: short lines above its grid, and title rows drawn inside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.numbers import holds_amount, squeeze
from extract.types import Cell, Grid, Line, Page

CAPTION_CELL = re.compile(
    r"(?:单位|部门|编制|填报|预算单位|主管|金额|公开|表号|预算)[^0-9]*[:：].*|[(（]?单位[:：]?.*元[)）]?"
)
UNIT = re.compile(r"[(（]?(?:(?:金额|货币|计量)?单位|金额)[:：].{0,6}元[)）]?")
SENTENCE_END = "。；;，,、！？!?"
# 一、 in a line of its own ends no sentence.
NUMBERING = re.compile(r"[(（]?[0-9一二三四五六七八九十ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]{1,3}[)）]?、")
CAPTION_LINES = 8
CAPTION_LENGTH = 60


def directly_above(above: Sequence[Line], page: Page) -> list[Line]:
    """Return the short lines directly above a grid, on its page, up to the nearest sentence."""
    taken: list[Line] = []
    for line in reversed(above):
        text = line.text.strip()
        if line.page != page.number and page.height is not None:
            break
        if len(text) > CAPTION_LENGTH or (
            text and text[-1] in SENTENCE_END and not NUMBERING.fullmatch(text)
        ):
            break
        taken.append(line)
        if len(taken) == CAPTION_LINES:
            break
    return taken[::-1]


def parted(above: Sequence[Line], page: Page) -> list[Line]:
    """Return the heading of a table that opens a page, if it stands at the foot of the page before.

    One that names no unit of money may as well be a note to what is above it.
    """
    if not above or above[-1].page != page.number - 1:
        return []
    heading = directly_above(above, replace(page, number=page.number - 1))
    return heading if any(UNIT.fullmatch(squeeze(line.text)) for line in heading) else []


def peeled(grid: Grid) -> tuple[list[Line], Grid | None]:
    """Take off what is not table: blank first rows, and title rows drawn inside the frame."""
    cells = [cell for cell in grid.cells if squeeze(cell.text)]
    if not cells:
        return [], None
    inside: list[Line] = []
    first = min(cell.row for cell in cells)
    if grid.header_rows is None:
        while True:
            row = [cell for cell in cells if cell.row == first]
            last = first + max((cell.row_span for cell in row), default=1) - 1
            below = any(cell.row > last for cell in cells)
            if not below or not _is_caption_row(row, grid.column_count):
                break
            inside.extend(
                Line(grid.page, text, cell.box, cell.place)
                for cell in row
                for text in cell.text.split("\n")
                if text.strip()
            )
            cells = [cell for cell in cells if cell.row > last]
            first = min(cell.row for cell in cells)
    if grid.column_count == 1:
        lines = [Line(grid.page, cell.text, cell.box, cell.place) for cell in cells]
        return [*inside, *lines], None
    body = tuple(replace(cell, row=cell.row - first) for cell in cells)
    return inside, replace(grid, cells=body, row_count=grid.row_count - first)


def _is_caption_row(row: Sequence[Cell], column_count: int) -> bool:
    """Tell whether a row is a caption: one wide text, or lines such as 部门：… and 单位：万元."""
    if not row or column_count == 1 or any(holds_amount(cell.text) for cell in row):
        return False
    if len(row) == 1 and 2 * row[0].column_span >= column_count:
        # longer is the rest of a cell that the page's end has cut
        return len(squeeze(row[0].text)) <= 2 * CAPTION_LENGTH
    return all(CAPTION_CELL.fullmatch(squeeze(cell.text)) for cell in row)
