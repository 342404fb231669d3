"""Join the grids of a document into tables: captions, header, body, continuation pages.

Only shape is used here, never the meaning of words: a grid continues the table before it when it
has no caption of its own or the same one again, and the same columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.numbers import squeeze
from extract.tables import columns, furniture, sums
from extract.tables.captions import (
    CAPTION_LENGTH,
    CAPTION_LINES,
    directly_above,
    parted,
    peeled,
)
from extract.tables.columns import EDGE_TOLERANCE
from extract.tables.cuts import rejoined
from extract.tables.furniture import Furniture
from extract.tables.headers import (
    has_own_header,
    header_height,
    header_paths,
    index_rows,
    signature,
)
from extract.types import Box, Caption, Cell, Column, Grid, Line, Page, Row, Table

OVERFLOW_ROWS = 40


@dataclass
class _Draft:
    """A table being put together; becomes an immutable Table at the end."""

    captions: list[Caption]
    header: list[Cell]
    header_rows: int
    column_count: int
    edges: tuple[float, ...]
    first_page: int
    last_page: int
    rows: list[Row] = field(default_factory=list)
    routes: list[str] = field(default_factory=list)
    boxes: list[tuple[int, Box]] = field(default_factory=list)
    headers: list[tuple[int, Cell]] = field(default_factory=list)
    again: list[Line] = field(default_factory=list)
    confidence: float | None = None


def tables(pages: Sequence[Page], running: Furniture | None = None) -> tuple[Table, ...]:
    """Join the grids of all pages into tables, numbered from 1 in reading order.

    What is `running` over and under the pages, found here unless it is known, is in none of them.
    """
    running = furniture.find(pages) if running is None else running
    drafts: list[_Draft] = []
    above: list[Line] = []
    for page in pages:
        for block in page.blocks:
            if isinstance(block, Line):
                if (page.number, block.text) not in running:
                    above.append(block)
                continue
            inside, grid = peeled(block)
            if grid is None:
                above.extend(inside)
                continue
            captions = [*directly_above(above, page), *inside] or parted(above, page)
            if drafts and _continues(drafts[-1], grid, captions, above):
                _append(drafts[-1], grid)
                drafts[-1].again.extend(inside)
            else:
                if drafts:
                    _close(drafts[-1], above, captions)
                drafts.append(_start(grid, captions, inside))
            above = []
    if drafts:
        _close(drafts[-1], above, [])
    return tuple(_finish(number, draft) for number, draft in enumerate(drafts, 1))


def _same_columns(draft: _Draft, grid: Grid) -> bool:
    if draft.edges and grid.edges:
        return all(
            min(abs(edge - other) for other in draft.edges) <= EDGE_TOLERANCE for edge in grid.edges
        ) and (abs(draft.edges[0] - grid.edges[0]) <= EDGE_TOLERANCE)
    return draft.column_count == grid.column_count


def _repeats_header(draft: _Draft, grid: Grid) -> int:
    """Return how many first rows of the grid print the table's header again."""
    if not draft.header:
        return 0
    head = [cell for cell in grid.cells if cell.row < draft.header_rows]
    return draft.header_rows if signature(head) == signature(draft.header) else 0


def _continues(draft: _Draft, grid: Grid, captions: Sequence[Line], above: Sequence[Line]) -> bool:
    own = {squeeze(line.text) for line in captions}
    known = {squeeze(caption.text) for caption in draft.captions}
    if not own <= known and not _overflows(draft, own):
        return False
    fitting = columns.aligned(draft.edges, grid)
    same = fitting is not None or draft.column_count == grid.column_count
    if same and _repeats_header(draft, grid):
        return True
    if own <= known and own:
        return False
    mapping = _mapping(draft, grid)
    # else two cells would come to stand in one place
    has_room = fitting is not None or len(set(mapping)) == grid.column_count
    if not has_room or any(len(line.text) > CAPTION_LENGTH for line in above):
        return False
    if _is_another(draft, grid, mapping):
        return False
    next_page = grid.page == draft.last_page + 1
    fits = fitting is not None or _same_frame(draft, grid)
    return _same_columns(draft, grid) or (next_page and fits and not has_own_header(grid))


def _is_another(draft: _Draft, grid: Grid, mapping: columns.Mapping) -> bool:
    """Tell whether a grid of the same columns has a header or a total of its own."""
    first = signature([cell for cell in grid.cells if cell.row == 0])
    is_header = not set(first) <= set(signature(draft.header))
    return (is_header and columns.opens_with_words(draft.rows, grid, mapping)) or sums.are_two(
        draft.rows, grid
    )


def _same_frame(draft: _Draft, grid: Grid) -> bool:
    """Tell whether the grid begins and ends where the table does, or has as many columns."""
    if draft.edges and grid.edges:
        return (
            abs(draft.edges[0] - grid.edges[0]) <= EDGE_TOLERANCE
            and abs(draft.edges[-1] - grid.edges[-1]) <= EDGE_TOLERANCE
        )
    return draft.column_count == grid.column_count


def _overflows(draft: _Draft, texts: set[str]) -> bool:
    """Tell whether the lines are no caption but leftovers of cells cut by the page break."""
    printed = [squeeze(cell.text) for row in draft.rows[-OVERFLOW_ROWS:] for cell in row.cells]
    return all(any(text in cell for cell in printed) for text in texts)


def _start(grid: Grid, captions: Sequence[Line], inside: Sequence[Line]) -> _Draft:
    height = header_height(grid)
    known = grid.header_rows is not None
    total = height if known else index_rows(grid, height) if height else 0
    within = {id(line) for line in inside}
    draft = _Draft(
        captions=[
            Caption("inside" if id(line) in within else "above", line.text, line.page)
            for line in captions
        ],
        header=[cell for cell in grid.cells if cell.row < height],
        header_rows=height,
        column_count=grid.column_count,
        edges=grid.edges,
        first_page=grid.page,
        last_page=grid.page,
        confidence=grid.confidence,
    )
    draft.headers = [(grid.page, cell) for cell in grid.cells if cell.row < total]
    _add_rows(draft, grid, total, list(range(grid.column_count)))
    return draft


def _append(draft: _Draft, grid: Grid) -> None:
    mapping = _mapping(draft, grid)
    skip = _repeats_header(draft, grid)
    if skip:
        skip = index_rows(grid, skip)
        head = (cell for cell in grid.cells if cell.row < skip)
        draft.headers.extend((grid.page, cell) for cell in columns.mapped(head, mapping))
    _add_rows(draft, grid, skip, mapping)
    draft.last_page = max(draft.last_page, grid.page)


def _mapping(draft: _Draft, grid: Grid) -> columns.Mapping:
    """Map the grid's columns to the table's, by their left borders where these are known."""
    fitting = columns.aligned(draft.edges, grid)
    if fitting is not None:
        return fitting
    if grid.column_count == draft.column_count or not (draft.edges and grid.edges):
        return list(range(grid.column_count))
    lefts = draft.edges[:-1]
    return [
        min(range(len(lefts)), key=lambda i, left=left: abs(lefts[i] - left))  # type: ignore[misc]
        for left in grid.edges[:-1]
    ]


def _add_rows(draft: _Draft, grid: Grid, skip: int, mapping: columns.Mapping) -> None:
    by_row: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        if cell.row >= skip:
            by_row.setdefault(cell.row, []).append(cell)
    for row in range(skip, grid.row_count):
        cells = tuple(columns.mapped(by_row.get(row, []), mapping))
        if cells:
            draft.rows.append(Row(len(draft.rows) + 1, grid.page, cells))
    draft.routes.append(grid.route)
    if grid.box:
        draft.boxes.append((grid.page, grid.box))


def _close(draft: _Draft, below: Sequence[Line], next_captions: Sequence[Line]) -> None:
    """Give a table the notes under it (注：…, 说明：…): the lines up to the next caption."""
    taken = {id(line) for line in next_captions}
    for line in below:
        if id(line) in taken or line.page > draft.last_page + 1:
            break
        draft.captions.append(Caption("below", line.text, line.page))
        if len(draft.captions) > 4 * CAPTION_LINES:
            break


def _finish(number: int, draft: _Draft) -> Table:
    paths = header_paths(draft.header, draft.column_count)
    return Table(
        number=number,
        first_page=draft.first_page,
        last_page=draft.last_page,
        captions=tuple(draft.captions),
        columns=tuple(Column(i, path) for i, path in enumerate(paths, 1)),
        rows=tuple(rejoined(draft.rows)),
        routes=tuple(dict.fromkeys(draft.routes)),
        boxes=tuple(draft.boxes),
        headers=tuple(draft.headers),
        again=tuple(draft.again),
        confidence=draft.confidence,
    )
