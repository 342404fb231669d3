"""From the lines drawn on a page to grids: camelot's lattice, and what it leaves out."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import camelot.core
import camelot.handlers
import camelot.image_processing
import camelot.io
import camelot.utils
import pypdfium2
from camelot.parsers.lattice import Lattice
from playa.miner import LTCurve

from extract.numbers import holds_amount
from extract.readers.pdf import damage
from extract.types import Box, Cell, Grid

# What all routes have in common. Without `boxes_flow` playa does not sort the paragraphs of a page
# by their distance, which nobody needs here and takes half of the time, or nearly all of it.
COMMON: dict[str, Any] = {
    "split_text": True,
    "suppress_stdout": True,
    "layout_kwargs": {"boxes_flow": None},
}
LINE_WIDTH = 1.5
LINES_MEET = 2.0
LOOSE_ENDS = 3
# Per cent of the cells of a table.
ALL_BLANK = 100.0
# camelot's functions on drawn lines; it is published with types for some of its modules only
images: Any = camelot.image_processing
merge_close_lines: Any = camelot.utils.merge_close_lines
segments_in_bbox: Any = camelot.utils.segments_in_bbox
Table: Any = camelot.core.Table


class _Ruled(Lattice):
    """Camelot's lattice, which misses two kinds of tables of a body that spends little.

    It sees lines and thin rectangles, but not the shapes with mitred corners by which some programs
    draw them; and it drops grids of which nine tenths are blank.
    """

    def _generate_table_bbox_vector(self) -> None:
        self.pdf_image = self.threshold = None
        self.horizontal_segments, self.vertical_segments = _lattice(self.layout)
        joints = images.find_joints_from_lines(self.horizontal_segments, self.vertical_segments)
        self.table_bbox_parses = {box: {"joints": points} for box, points in joints.items()}
        self._compute_table_anchors()  # type: ignore[no-untyped-call]

    def _reject_table(self, table: Any) -> bool:
        return bool(table.whitespace >= ALL_BLANK)


camelot.handlers.PARSERS["lattice"] = _Ruled


def _lattice(layout: Any) -> tuple[list[Any], list[Any]]:
    """Return the horizontal and the vertical lines of the lattice of a page."""
    horizontal = images.find_lines_from_layout(layout, "horizontal")
    vertical = images.find_lines_from_layout(layout, "vertical")
    for shape in layout:
        if type(shape) is LTCurve and (shape.fill or shape.stroke):
            x0, y0, x1, y1 = shape.bbox
            if y1 - y0 <= LINE_WIDTH < x1 - x0:
                horizontal.append((x0, (y0 + y1) / 2, x1, (y0 + y1) / 2))
            elif x1 - x0 <= LINE_WIDTH < y1 - y0:
                vertical.append(((x0 + x1) / 2, y0, (x0 + x1) / 2, y1))
    horizontal = images.coalesce_collinear_lines(horizontal, "horizontal")
    vertical = images.coalesce_collinear_lines(vertical, "vertical")
    return [*horizontal, *_closing(horizontal, vertical)], vertical


def _closing(horizontal: Sequence[Any], vertical: Sequence[Any]) -> Iterator[Any]:
    """Close the frame where a page's end cuts a row: vertical lines that end together in nothing.

    Columns of a row higher than the page would else belong to no grid.
    """
    ends: dict[float, list[tuple[float, bool]]] = {}
    for x, low, _, high in vertical:
        for y in (low, high):
            met = any(
                abs(line[1] - y) <= LINES_MEET and line[0] - LINES_MEET <= x <= line[2] + LINES_MEET
                for line in horizontal
            )
            near = next((other for other in ends if abs(other - y) <= LINES_MEET), y)
            ends.setdefault(near, []).append((x, met))
    for y, lines in ends.items():
        if sum(not met for _, met in lines) >= LOOSE_ENDS:
            yield min(lines)[0], y, max(lines)[0], y


def camelot_grids(
    path: Path,
    document: pypdfium2.PdfDocument,
    numbers: Sequence[int],
    route: str,
    settings: dict[str, Any],
    heights: Mapping[int, float],
) -> dict[int, list[Grid]]:
    """Let camelot read some pages by one of its flavours; return the grids of each page."""
    pages = ",".join(str(number) for number in numbers)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.WARNING)
        try:
            tables = camelot.io.read_pdf(str(path), pages=pages, **COMMON, **settings)
        except Exception:  # camelot raises what its parser raises: damaged or protected files
            tables = _camelot_repaired(document, pages, settings)
        finally:
            logging.disable(logging.NOTSET)
    result: dict[int, list[Grid]] = {}
    for table in tables:
        page = int(table.page)
        result.setdefault(page, []).append(_grid(table, route, heights[page]))
    return result


def recognised_grids(
    page: int, height: float, horizontal: Sequence[Any], vertical: Sequence[Any]
) -> list[Grid]:
    """Join the lines recognised on an image, in points from its top left corner, to grids."""
    level, upright = (
        [(x0, height - y1, x1, height - y0) for x0, y0, x1, y1 in found]
        for found in (horizontal, vertical)
    )
    level = images.coalesce_collinear_lines(level, "horizontal")
    upright = images.coalesce_collinear_lines(upright, "vertical")
    level = [*level, *_closing(level, upright)]
    grids = []
    for box, joints in images.find_joints_from_lines(level, upright).items():
        xs = merge_close_lines(sorted([*(x for x, _ in joints), box[0], box[2]]), line_tol=2)
        ys = merge_close_lines(sorted([*(y for _, y in joints), box[1], box[3]]), line_tol=2)
        rows = [(top, bottom) for bottom, top in reversed(list(pairwise(ys)))]
        table = Table(list(pairwise(xs)), rows)
        table.page, table._bbox = page, box
        inside = segments_in_bbox(box, upright, level)
        table.set_edges(*inside, LINES_MEET)
        table.set_border()
        grids.append(_grid(table, "ocr", height))
    return grids


def _camelot_repaired(document: pypdfium2.PdfDocument, pages: str, settings: dict[str, Any]) -> Any:
    with damage.clean_copy(document) as copy:
        return list(camelot.io.read_pdf(str(copy), pages=pages, **COMMON, **settings))


def _grid(table: Any, route: str, height: float) -> Grid:
    """Turn a camelot table into a grid, joining cells that have no line between them.

    Only the lattice is camelot's: the text of a cell is taken from pdfium's letters, whose tight
    boxes fall into the right row even where a font's nominal box reaches over the line. What
    camelot itself put into the cell is the second reading.
    """
    rows, columns = len(table.rows), len(table.cols)
    owner = _merged(table.cells, rows, columns)
    regions: dict[int, list[tuple[int, int]]] = {}
    for place, region in owner.items():
        regions.setdefault(region, []).append(place)
    cells = tuple(_cell(table.cells, places, height) for places in regions.values())
    x0, y0, x1, y1 = table._bbox
    edges = (table.cols[0][0], *(right for _, right in table.cols))
    box = Box(float(x0), float(height - y1), float(x1), float(height - y0))
    return Grid(
        page=int(table.page),
        row_count=rows,
        column_count=columns,
        cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
        route=route,
        box=box,
        edges=tuple(float(edge) for edge in edges),
    )


def _merged(cells: Any, rows: int, columns: int) -> dict[tuple[int, int], int]:
    """Give each cell the number of its merged region, a rectangle without a line inside."""
    owner: dict[tuple[int, int], int] = {}
    for row in range(rows):
        for column in range(columns):
            if (row, column) in owner:
                continue
            region = _region(cells, rows, columns, row, column, owner)
            texts = [cells[r][c].text for r, c in region if cells[r][c].text.strip()]
            if len(texts) > 1 and any(map(holds_amount, texts)):
                # rows of figures without lines between them are rows, not one cell
                region = [(row, column)]
            number = len(owner)
            owner.update(dict.fromkeys(region, number))
    return owner


def _region(
    cells: Any, rows: int, columns: int, row: int, column: int, taken: dict[tuple[int, int], int]
) -> list[tuple[int, int]]:
    right = column
    while (
        right + 1 < columns
        and (row, right + 1) not in taken
        and not (cells[row][right].right or cells[row][right + 1].left)
    ):
        right += 1
    bottom = row
    while bottom + 1 < rows and all(
        (bottom + 1, c) not in taken and not (cells[bottom][c].bottom or cells[bottom + 1][c].top)
        for c in range(column, right + 1)
    ):
        bottom += 1
    return [(r, c) for r in range(row, bottom + 1) for c in range(column, right + 1)]


def _cell(cells: Any, places: list[tuple[int, int]], height: float) -> Cell:
    row, column = min(places)
    last_row, last_column = max(places)
    first, last = cells[row][column], cells[last_row][last_column]
    texts = [cells[r][c].text.strip("\n") for r, c in places]
    return Cell(
        row=row,
        column=column,
        text="\n".join(text for text in texts if text.strip()),
        row_span=last_row - row + 1,
        column_span=last_column - column + 1,
        box=Box(float(first.x1), float(height - first.y2), float(last.x2), float(height - last.y1)),
    )
