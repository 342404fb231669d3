"""The proof of completeness: what every printed figure of a document stands in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from extract.numbers import FIGURE
from extract.tables.furniture import Furniture
from extract.types import Box, Caption, Cell, Line, Page, PlacedFigure, PrintedFigure, Table

# The height in points of the bands by which the cells of a page are found.
BAND = 24.0
# How far, in points, a figure may hang out of the cell or the line it belongs to.
EDGE = 1.0
# Table and row of a cell, no row in a header.
_Landed = tuple[int, int | None, Cell]


def placed(
    pages: Sequence[Page], tables: Sequence[Table], running: Furniture
) -> Iterator[PlacedFigure]:
    """Say for each figure of the text layer which cell, header or line it stands in."""
    cells = _cells(tables)
    titles = _joined(line for table in tables for line in table.captions if line.where == "inside")
    again = _joined(line for table in tables for line in table.again)
    for page in pages:
        lines = [block for block in page.blocks if isinstance(block, Line)]
        here = cells.get(page.number, [])
        unplaced, bands = _counted(here, lines), _banded(here)
        for figure in page.figures:
            if figure.box is None:
                yield PlacedFigure(figure, _by_text(figure.text, unplaced))
                continue
            found = _in_page(figure, figure.box, bands, lines, running)
            if found.region is None and figure.text in titles.get(page.number, ""):
                found = replace(found, region="line")
            elif found.region is None and figure.text in again.get(page.number, ""):
                found = replace(found, region="furniture")
            yield found


def _cells(tables: Sequence[Table]) -> dict[int, list[_Landed]]:
    """Return the cells of all tables by page, those that go on on another page there too."""
    cells: dict[int, list[_Landed]] = {}
    for table in tables:
        for row in table.rows:
            cells.setdefault(row.page, []).extend((table.number, row.number, c) for c in row.cells)
            for cell in row.cells:
                for number, box in cell.rest:
                    rest = replace(cell, box=box)
                    cells.setdefault(number, []).append((table.number, row.number, rest))
        for number, cell in table.headers:
            cells.setdefault(number, []).append((table.number, None, cell))
    return cells


def _joined(lines: Iterable[Caption | Line]) -> dict[int, str]:
    """Return by page the texts of titles that are drawn inside the frames of tables."""
    texts: dict[int, str] = {}
    for line in lines:
        texts[line.page] = texts.get(line.page, "") + line.text + "\n"
    return texts


def _in_page(
    figure: PrintedFigure,
    box: Box,
    bands: dict[float, list[_Landed]],
    lines: Sequence[Line],
    running: Furniture,
) -> PlacedFigure:
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    near = bands.get(y // BAND, [])
    found = _in_cell(figure, near, x, y)
    if found is None:
        if region := _region(x, y, lines, running):
            return PlacedFigure(figure, region)
        # readers take a line that the page's end cuts in two for the cell it hangs out of
        found = _in_cell(figure, near, x, y, EDGE)
    return found or PlacedFigure(figure, None)


def _in_cell(
    figure: PrintedFigure, cells: Sequence[_Landed], x: float, y: float, margin: float = 0.0
) -> PlacedFigure | None:
    for table_no, row_no, cell in cells:
        if cell.box and cell.box.holds(x, y, margin):
            region = "header" if row_no is None else "cell"
            return PlacedFigure(figure, region, table_no, row_no, cell.column + 1)
    return None


def _counted(cells: Sequence[_Landed], lines: Sequence[Line]) -> dict[str, Counter[str]]:
    """Count the numbers in cells, headers and lines, for formats that have no positions."""
    return {
        "cell": Counter(f for _, row, c in cells if row for f in FIGURE.findall(c.text)),
        "header": Counter(f for _, row, c in cells if not row for f in FIGURE.findall(c.text)),
        "line": Counter(f for line in lines for f in FIGURE.findall(line.text)),
    }


def _by_text(text: str, unplaced: dict[str, Counter[str]]) -> str | None:
    for region, counter in unplaced.items():
        if counter[text]:
            counter[text] -= 1
            return region
    return None


def _region(x: float, y: float, lines: Sequence[Line], running: Furniture) -> str | None:
    line = next((line for line in lines if line.box and line.box.holds(x, y, EDGE)), None)
    if line is None:
        return None
    return "furniture" if (line.page, line.text) in running else "line"


def _banded(cells: Iterable[_Landed]) -> dict[float, list[_Landed]]:
    """Sort the cells of a page into bands, so that few need be looked at for one figure."""
    bands: dict[float, list[_Landed]] = {}
    for entry in cells:
        box = entry[2].box
        if box:
            for band in range(int((box.top - EDGE) // BAND), int((box.bottom + EDGE) // BAND) + 1):
                bands.setdefault(band, []).append(entry)
    return bands
