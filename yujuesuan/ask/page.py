"""What is to be seen of a page as it was read, in points; `yujuesuan.ask.picture` draws it.

A format without places on a page (a sheet, a web page, a dump) is laid out plainly first, so that
it can be looked at in the same way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from extract.files import find
from extract.landing.workers import read_all
from extract.numbers import is_amount, is_figure, squeeze
from extract.read import assembled, read_source
from extract.types import (
    Box,
    Cell,
    Column,
    Grid,
    Line,
    Outcome,
    Page,
    PrintedFigure,
    Reading,
    Table,
)
from yujuesuan.errors import NothingReadError, UsageError

# Below it a recognised cell is marked as doubtful.
SURE = 0.9
BADGE_RADIUS = 5.5
# Of the plain layout, in points.
TEXT_SIZE = 9.0
LINE_HEIGHT = 13.0
GAP = 12.0
LEFT = 30.0
LINE_WIDTH = 560.0
NARROWEST, WIDEST = 24.0, 150.0

# Where a figure can stand, and how a person would say it.
REGIONS = {
    "cell": "in cells",
    "header": "in headers",
    "line": "in prose",
    "furniture": "in page furniture",
    "unexplained": "unexplained",
}


@dataclass(frozen=True)
class Mark:
    """A place on the page and what it is.

    A cell is `header`, `label`, `amount`, `caption` or `blank`, and may be `doubtful` besides. A
    figure outside every cell is in a `line` or in `furniture`, or is `unexplained`.
    """

    kind: str
    box: Box


@dataclass(frozen=True)
class Badge:
    """The number of a column, and where it stands: above or below the middle of the column."""

    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Part:
    """What one page shows of a table."""

    table: Table
    row_count: int
    frames: tuple[Box, ...]
    badges: tuple[Badge, ...]

    @property
    def title(self) -> str:
        """The captions above the grid and inside it."""
        texts = (squeeze(c.text) for c in self.table.captions if c.where != "below")
        return " · ".join(filter(None, texts)) or "without a caption"

    @property
    def size(self) -> str:
        """Where it goes on, and how large it is."""
        first, last = self.table.first_page, self.table.last_page
        pages = f"pages {first}-{last}" if last > first else f"page {first}"
        return f"{pages}, {len(self.table.columns)} columns, {self.row_count} rows here"


@dataclass(frozen=True)
class Plan:
    """All that is to be seen of one page; figures are counted by what they stand in."""

    file_name: str
    page: Page
    page_count: int
    width: float
    height: float
    marks: tuple[Mark, ...]
    parts: tuple[Part, ...]
    figures: Counter[str]
    unexplained: tuple[str, ...]
    notes: tuple[str, ...]


def read(path: Path) -> Reading:
    """Read one document, in a process of its own; formats without places are laid out.

    Raises NothingReadError where it cannot be read.
    """
    source = find.examine(path)
    for _, result in read_all([source], read_source, workers=1):
        if isinstance(result, Reading) and result.pages:
            return laid_out(result)
        outcome = result if isinstance(result, Outcome) else result.outcomes[0]
        raise NothingReadError(f"{source.file_name}: {outcome.outcome}, {outcome.reason}")
    raise AssertionError("a source has a result")


def plan(reading: Reading, number: int) -> Plan:
    """Decide what to mark on page `number`, counted from 1.

    Raises UsageError where there is no such page.
    """
    count, name = len(reading.pages), reading.source.file_name
    if not 1 <= number <= count:
        pages = "one page" if count == 1 else f"{count} pages"
        raise UsageError(f"{name} has {pages}, there is no page {number}")
    page = reading.pages[number - 1]
    boxes = [block.box for block in page.blocks if block.box]
    found = [mark for mark in _figures(reading) if mark[0].page == number]
    return Plan(
        file_name=name,
        page=page,
        page_count=count,
        width=page.width or max((box.x1 for box in boxes), default=0.0) + GAP,
        height=page.height or max((box.bottom for box in boxes), default=0.0) + GAP,
        marks=(
            *_cell_marks(reading.tables, page),
            *(Mark(k, f.box) for f, k in found if f.box and k not in ("cell", "header")),
        ),
        parts=tuple(_parts(reading.tables, page)),
        figures=Counter(kind for _, kind in found),
        unexplained=tuple(figure.text for figure, kind in found if kind == "unexplained"),
        notes=tuple(_notes(reading, page)),
    )


def _parts(tables: Iterable[Table], page: Page) -> Iterator[Part]:
    grids = {block.box: block for block in page.blocks if isinstance(block, Grid)}
    for table in tables:
        frames = tuple(box for number, box in table.boxes if number == page.number)
        if frames:
            cells = [cell for cell, _ in _cells(table, page.number)]
            badges = [
                badge
                for frame in frames
                for badge in _badges(page, frame, _sides(table, grids[frame], cells))
            ]
            rows = sum(row.page == page.number for row in table.rows)
            yield Part(table, rows, frames, tuple(badges))


def _badges(page: Page, frame: Box, sides: dict[int, tuple[float, float]]) -> list[Badge]:
    """Give each column its number above the grid, or below it where that covers less print."""

    def covered(y: float) -> int:
        return sum(
            block.box is not None and block.box != frame and block.box.holds(x, y, BADGE_RADIUS)
            for block in page.blocks
            for x in middles.values()
        )

    middles = {column: (left + right) / 2 for column, (left, right) in sides.items()}
    y = min((frame.top - BADGE_RADIUS - 1, frame.bottom + BADGE_RADIUS + 1), key=covered)
    return [Badge(column + 1, x, y) for column, x in middles.items()]


def _sides(table: Table, grid: Grid, cells: Iterable[Cell]) -> dict[int, tuple[float, float]]:
    """Find where the columns are: by the borders, or by cells where a page has fewer columns."""
    if len(grid.edges) == len(table.columns) + 1:
        return dict(enumerate(zip(grid.edges, grid.edges[1:], strict=False)))
    return {c.column: (c.box.x0, c.box.x1) for c in cells if c.box and c.column_span == 1}


def _cells(table: Table, number: int) -> Iterator[tuple[Cell, str]]:
    """Yield the cells a table has on a page, each with its kind.

    A whole number may be a code or a count: it is an amount in a column that has amounts.
    """
    body = [(row.page, cell) for row in table.rows for cell in row.cells]
    amounts = {cell.column for _, cell in body if is_amount(cell.text)}
    yield from ((cell, "header") for page, cell in table.headers if page == number)
    for page, cell in body:
        if page == number:
            among_amounts = cell.column in amounts and is_figure(cell.text)
            yield cell, "amount" if among_amounts else "label"


def _cell_marks(tables: Iterable[Table], page: Page) -> Iterator[Mark]:
    """Mark the cells of all grids: those no table took are blank, or captions inside the frame."""
    kinds = {cell.box: kind for table in tables for cell, kind in _cells(table, page.number)}
    for grid in page.blocks:
        if not isinstance(grid, Grid):
            continue
        for cell in grid.cells:
            if cell.box:
                kind = kinds.get(cell.box, "caption") if squeeze(cell.text) else "blank"
                yield Mark(kind, cell.box)
            if cell.box and _is_doubtful(cell):
                yield Mark("doubtful", cell.box)


def _is_doubtful(cell: Cell) -> bool:
    """Tell whether two readings differ, the placement is ambiguous, or the recogniser unsure."""
    unsure = cell.confidence is not None and cell.confidence < SURE
    return unsure or cell.placement == "ambiguous" or not _agrees(cell)


def _agrees(cell: Cell) -> bool:
    return cell.second_text is None or squeeze(cell.second_text) == squeeze(cell.text)


def _figures(reading: Reading) -> Iterator[tuple[PrintedFigure, str]]:
    """Say of every printed figure what it stands in; one its cell's text lacks is unexplained."""
    texts: dict[tuple[int | None, ...], str] = {
        (table.number, row.number, cell.column + 1): squeeze(cell.text)
        for table in reading.tables
        for row in table.rows
        for cell in row.cells
    }
    for placed in reading.figures:
        figure, region = placed.figure, placed.region
        text = texts.get((placed.table_no, placed.row_no, placed.column_no), "")
        is_lost = region == "cell" and figure.box and figure.text not in text
        yield figure, "unexplained" if is_lost or region is None else region


def _notes(reading: Reading, page: Page) -> Iterator[str]:
    """Say by which route the page was read, and how sure that is."""
    turned = f", stored rotated by {page.rotation}°" if page.rotation else ""
    yield f"route {page.route}{turned}"
    grids = [block for block in page.blocks if isinstance(block, Grid)]
    twice = [c for grid in grids for c in grid.cells if c.second_text is not None and c.text]
    if twice:
        yield f"two readings agree in {sum(map(_agrees, twice))} of {len(twice)} cells"
    sure = [grid.confidence for grid in grids if grid.confidence is not None]
    if sure:
        yield f"confidence {min(sure):.2f}"
    for outcome in reading.outcomes:
        if outcome.page == page.number:
            yield f"{outcome.outcome}: {outcome.reason}"


def told(plan: Plan, with_headers: bool = False) -> Iterator[str]:
    """Yield a summary of a plan in lines of text, with the header path of each column if wanted."""
    yield f"{plan.file_name}, page {plan.page.number} of {plan.page_count}"
    yield from (f"  {note}" for note in plan.notes)
    for part in plan.parts:
        yield f"  table {part.table.number}: {part.title} ({part.size})"
        if with_headers:
            yield from (f"    {column.number} {path(column)}" for column in part.table.columns)
    counts = ", ".join(f"{plan.figures[kind]:,} {name}" for kind, name in REGIONS.items())
    yield f"  {plan.figures.total():,} figures printed: {counts}"
    if plan.unexplained:
        yield "  unexplained: " + ", ".join(plan.unexplained)


def path(column: Column) -> str:
    """Write the header words over a column on one line, from top to leaf."""
    return " › ".join(squeeze(word) for word in column.header) or "(no header)"


def laid_out(reading: Reading) -> Reading:
    """Give every cell and line a place on a plain page, where the format has none."""
    if all(page.width for page in reading.pages):
        return reading
    pages = tuple(page if page.width else _laid_out(page) for page in reading.pages)
    return assembled(reading.source, pages)


def _laid_out(page: Page) -> Page:
    top = GAP
    blocks: list[Line | Grid] = []
    for block in page.blocks:
        if isinstance(block, Line):
            lines = 1 + TEXT_SIZE * len(block.text) // LINE_WIDTH
            box = Box(LEFT, top, LEFT + LINE_WIDTH, top + lines * LINE_HEIGHT)
            blocks.append(replace(block, box=box))
            top = box.bottom
        else:
            box, grid = _with_boxes(block, top + GAP)
            blocks.append(grid)
            top = box.bottom + GAP
    return replace(page, blocks=tuple(blocks))


def _with_boxes(grid: Grid, top: float) -> tuple[Box, Grid]:
    """Make columns as wide, and rows as high, as their widest and longest texts."""
    widths, heights = [NARROWEST] * grid.column_count, [LINE_HEIGHT] * grid.row_count
    for cell in grid.cells:
        text = TEXT_SIZE * (len(cell.text) + 1)
        if cell.column_span == 1:
            widths[cell.column] = min(max(widths[cell.column], text), WIDEST)
    for cell in grid.cells:
        width = sum(widths[cell.column : cell.column + cell.column_span])
        lines = 1 + TEXT_SIZE * len(cell.text) // width + cell.text.count("\n")
        if cell.row_span == 1:
            heights[cell.row] = max(heights[cell.row], LINE_HEIGHT * lines)
    x = list(accumulate(widths, initial=LEFT))
    y = list(accumulate(heights, initial=top))

    def box(cell: Cell) -> Box:
        right, bottom = cell.column + cell.column_span, cell.row + cell.row_span
        return Box(
            x[cell.column], y[cell.row], x[min(right, len(widths))], y[min(bottom, len(heights))]
        )

    frame = Box(x[0], y[0], x[-1], y[-1])
    cells = tuple(replace(cell, box=box(cell)) for cell in grid.cells)
    return frame, replace(grid, cells=cells, box=frame, edges=tuple(x))
