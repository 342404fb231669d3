"""Join the grids of a document into tables: captions, header, body, continuation pages.

Only shape is used here, never the meaning of words: a header goes on until every column has a
cell of its own; a grid continues the table before it when it has no caption of its own or the
same one again, and the same columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from extract.numbers import squeeze
from extract.types import Box, Caption, Cell, Column, Grid, Line, Page, Row, Table

AMOUNT = re.compile(r"[-−△(（]?[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?[)）]?|"
                    r"[-−△(（]?[0-9]+\.[0-9]+[)）]?")  # fmt: skip
# An amount without decimals, or a code; but not a year.
WHOLE_NUMBER = re.compile(r"[0-9]{2,3}|(?!20)[0-9]{4}|[0-9]{5,}")
PAGE_NUMBER = re.compile(r"[-—–－·.\s第/]*[0-9]{1,4}[-—–－·.\s页/]*(?:共?\s*[0-9]{1,4}\s*页?)?")
INDEX_CELL = re.compile(r"[0-9]{1,3}|\*+|栏\s*次|行\s*次|[0-9]{1,2}=[0-9+\-]+|[A-Z甲乙丙丁]")
CAPTION_CELL = re.compile(
    r"(?:单位|部门|编制|填报|预算单位|主管|金额|公开|表号|预算)[^0-9]*[:：].*|[(（]?单位[:：]?.*元[)）]?"
)
UNIT = re.compile(r"[(（]?(?:(?:金额|货币|计量)?单位|金额)[:：].{0,6}元[)）]?")
SENTENCE_END = "。；;，,、！？!?"
# 一、 in a line of its own ends no sentence.
NUMBERING = re.compile(r"[(（]?[0-9一二三四五六七八九十ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]{1,3}[)）]?、")
CAPTION_LINES = 8
CAPTION_LENGTH = 60
MARGIN = 0.09
OVERFLOW_ROWS = 40
EDGE_TOLERANCE = 4.0
HEADER_LIMIT = 6


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
    confidence: float | None = None


def furniture(pages: Sequence[Page]) -> set[tuple[int, str]]:
    """Find running heads and page numbers: (page, text) of lines in the margins that repeat."""
    seen: Counter[str] = Counter()
    margin: list[tuple[int, str, str]] = []
    for page in pages:
        for block in page.blocks:
            if isinstance(block, Line) and block.box and page.height:
                low, high = page.height * MARGIN, page.height * (1 - MARGIN)
                named = CAPTION_CELL.fullmatch(squeeze(block.text))
                if not named and (block.box.bottom < low or block.box.top > high):
                    key = squeeze(block.text)
                    # 公开01表, 公开02表 are numbers of tables, - 1 -, - 2 - of pages
                    key = key if key.endswith("表") else re.sub(r"[0-9]+", "#", key)
                    margin.append((page.number, block.text, key))
                    seen[key] += 1
    return {
        (number, text)
        for number, text, key in margin
        if PAGE_NUMBER.fullmatch(text.strip()) or (seen[key] >= 3 and len(pages) > 3)  # noqa: PLR2004
    }


def tables(pages: Sequence[Page]) -> tuple[Table, ...]:
    """Join the grids of all pages into tables, numbered from 1 in reading order."""
    running = furniture(pages)
    drafts: list[_Draft] = []
    above: list[Line] = []
    for page in pages:
        for block in page.blocks:
            if isinstance(block, Line):
                if (page.number, block.text) not in running:
                    above.append(block)
                continue
            inside, grid = _peel(block)
            if grid is None:
                above.extend(inside)
                continue
            captions = [*_captions(above, page), *inside] or _parted(above, page)
            if drafts and _continues(drafts[-1], grid, captions, above):
                _append(drafts[-1], grid)
            else:
                if drafts:
                    _close(drafts[-1], above, captions)
                drafts.append(_start(grid, captions, inside))
            above = []
    if drafts:
        _close(drafts[-1], above, [])
    return tuple(_finish(number, draft) for number, draft in enumerate(drafts, 1))


def _captions(above: Sequence[Line], page: Page) -> list[Line]:
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


def _parted(above: Sequence[Line], page: Page) -> list[Line]:
    """Return the heading of a table that opens a page, if it stands at the foot of the page before.

    One that names no unit of money may as well be a note to what is above it.
    """
    if not above or above[-1].page != page.number - 1:
        return []
    heading = _captions(above, replace(page, number=page.number - 1))
    return heading if any(UNIT.fullmatch(squeeze(line.text)) for line in heading) else []


def _peel(grid: Grid) -> tuple[list[Line], Grid | None]:
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
    if not row or column_count == 1 or any(AMOUNT.search(cell.text) for cell in row):
        return False
    if len(row) == 1 and 2 * row[0].column_span >= column_count:
        # longer is the rest of a cell that the page's end has cut
        return len(squeeze(row[0].text)) <= 2 * CAPTION_LENGTH
    return all(CAPTION_CELL.fullmatch(squeeze(cell.text)) for cell in row)


def _has_amount(cells: Iterable[Cell]) -> bool:
    return any(AMOUNT.fullmatch(squeeze(cell.text)) for cell in cells)


def header_height(grid: Grid) -> int:
    """Count the header rows: they go on until every column has a cell of its own.

    0 where figures come first: the grid is a form, or continues a table without a header.
    """
    if grid.header_rows is not None:
        return grid.header_rows
    closed = [h for h in range(1, min(HEADER_LIMIT, grid.row_count) + 1) if _is_closed(grid, h)]
    named = [height for height in closed if _names_every_column(grid, height)]
    return (named or _above_figures(grid) or closed or [0])[0]


def _above_figures(grid: Grid) -> list[int]:
    """Return the rows above the first row of figures, if they name every column together.

    A row of whole numbers ends the header only where a row of amounts follows: on its own it may
    be part of a form.
    """
    whole: list[int] = []
    for height in range(1, min(HEADER_LIMIT, grid.row_count)):
        head = [cell for cell in grid.cells if cell.row < height]
        if _has_amount(head):
            return []
        covered = {
            column
            for cell in head
            if squeeze(cell.text)
            for column in range(cell.column, cell.column + cell.column_span)
        }
        row = [cell for cell in grid.cells if cell.row == height]
        if len(covered) == grid.column_count:
            if _has_amount(row):
                return [*whole, height]
            if any(WHOLE_NUMBER.fullmatch(squeeze(cell.text)) for cell in row):
                whole.append(height)
    return []


def _is_closed(grid: Grid, height: int) -> bool:
    """Tell whether the first rows end together, hold no amount and split every wide cell."""
    rows = [cell for cell in grid.cells if cell.row < height]
    if not _signature(rows) or _has_amount(rows):
        return False
    last = [cell for cell in rows if cell.row + cell.row_span >= height]
    return all(cell.row + cell.row_span == height and cell.column_span == 1 for cell in last)


def _names_every_column(grid: Grid, height: int) -> bool:
    rows = [cell for cell in grid.cells if cell.row < height and squeeze(cell.text)]
    lowest = {cell.column for cell in rows if cell.row + cell.row_span == height}
    return len(lowest) == grid.column_count


def _index_rows(grid: Grid, height: int) -> int:
    """Count the rows under the header that only number the columns (栏次, 1 2 3, **)."""
    count = height
    while count < grid.row_count:
        texts = [squeeze(cell.text) for cell in grid.cells if cell.row == count]
        numbers = [text for text in texts if INDEX_CELL.fullmatch(text)]
        digits = [int(text) for text in texts if text.isdigit()]
        increasing = len(digits) > 1 and digits == sorted(set(digits)) and digits[0] <= 2  # noqa: PLR2004
        if not texts or len(numbers) != len(texts):
            break
        if not (increasing or any(not text.isdigit() for text in texts)):
            break
        count += 1
    return count


def _signature(cells: Iterable[Cell]) -> list[str]:
    return [squeeze(cell.text) for cell in cells if squeeze(cell.text)]


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
    return draft.header_rows if _signature(head) == _signature(draft.header) else 0


def _continues(draft: _Draft, grid: Grid, captions: Sequence[Line], above: Sequence[Line]) -> bool:
    own = {squeeze(line.text) for line in captions}
    known = {squeeze(caption.text) for caption in draft.captions}
    if not own <= known and not _overflows(draft, own):
        return False
    if draft.column_count == grid.column_count and _repeats_header(draft, grid):
        return True
    if own <= known and own:
        return False
    # else two cells would come to stand in one place
    has_room = len(set(_mapping(draft, grid))) == grid.column_count
    if not has_room or any(len(line.text) > CAPTION_LENGTH for line in above):
        return False
    if _same_columns(draft, grid):
        return True
    next_page = grid.page == draft.last_page + 1
    return next_page and _same_frame(draft, grid) and not _has_own_header(grid)


def _same_frame(draft: _Draft, grid: Grid) -> bool:
    """Tell whether the grid begins and ends where the table does, or has as many columns."""
    if draft.edges and grid.edges:
        return (
            abs(draft.edges[0] - grid.edges[0]) <= EDGE_TOLERANCE
            and abs(draft.edges[-1] - grid.edges[-1]) <= EDGE_TOLERANCE
        )
    return draft.column_count == grid.column_count


def _has_own_header(grid: Grid) -> bool:
    """Tell whether the grid opens with a header of several levels that names every column."""
    height = header_height(grid)
    return height > 1 and _names_every_column(grid, height)


def _overflows(draft: _Draft, texts: set[str]) -> bool:
    """Tell whether the lines are no caption but leftovers of cells cut by the page break."""
    printed = [squeeze(cell.text) for row in draft.rows[-OVERFLOW_ROWS:] for cell in row.cells]
    return all(any(text in cell for cell in printed) for text in texts)


def _start(grid: Grid, captions: Sequence[Line], inside: Sequence[Line]) -> _Draft:
    height = header_height(grid)
    known = grid.header_rows is not None
    total = height if known else _index_rows(grid, height) if height else 0
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
        skip = _index_rows(grid, skip)
        draft.headers.extend((grid.page, cell) for cell in grid.cells if cell.row < skip)
    _add_rows(draft, grid, skip, mapping)
    draft.last_page = max(draft.last_page, grid.page)


def _mapping(draft: _Draft, grid: Grid) -> list[int]:
    """Map the grid's columns to the table's, by their left borders where these are known."""
    if grid.column_count == draft.column_count or not (draft.edges and grid.edges):
        return list(range(grid.column_count))
    lefts = draft.edges[:-1]
    return [
        min(range(len(lefts)), key=lambda i, left=left: abs(lefts[i] - left))  # type: ignore[misc]
        for left in grid.edges[:-1]
    ]


def _add_rows(draft: _Draft, grid: Grid, skip: int, mapping: Sequence[int]) -> None:
    by_row: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        if cell.row >= skip:
            by_row.setdefault(cell.row, []).append(cell)
    for row in range(skip, grid.row_count):
        cells = tuple(
            replace(cell, column=mapping[cell.column])
            for cell in by_row.get(row, [])
            if cell.column < len(mapping)
        )
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


def _rejoined(rows: Sequence[Row]) -> list[Row]:
    """Join rows that a page's end has cut in two, and number all rows anew."""
    firsts = {row.number for above, row in pairwise(rows) if row.page != above.page}
    is_plain = all(_has_amount(row.cells) for row in rows if row.number not in firsts)
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
    if not rest or not rest.keys() <= over.keys() or _has_amount(row.cells):
        return False
    if not _has_amount(above.cells) or not all(over[column].is_full for column in rest):
        return False
    figures = [(squeeze(over[column].text), text) for column, text in rest.items()
               if text.isdigit() or squeeze(over[column].text).isdigit()]  # fmt: skip
    decimals = max((_decimals(cell.text) for row in rows for cell in row.cells), default=0)
    completes = [
        AMOUNT.fullmatch(first) and 0 < _decimals(first) < _decimals(first + text) == decimals
        for first, text in figures
    ]
    return all(completes) and bool(completes or is_plain)


def _decimals(text: str) -> int:
    """Count the decimals of an amount; 0 for anything else."""
    text = squeeze(text)
    return len(text.rpartition(".")[2]) if AMOUNT.fullmatch(text) and "." in text else 0


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


def _spread(header: Sequence[Cell], column_count: int) -> list[Cell]:
    """Let a header text reach over the unmerged blanks to its right that have words below them."""
    named = {(c.row, c.column): c for c in header if squeeze(c.text)}
    covered = {
        (row, column)
        for c in named.values()
        for row in range(c.row, c.row + c.row_span)
        for column in range(c.column, c.column + c.column_span)
    }
    result = []
    for cell in named.values():
        end = cell.column + cell.column_span
        below = cell.row + cell.row_span
        while (
            end < column_count
            and not any((row, end) in covered for row in range(below))
            and any(row >= below and column == end for row, column in covered)
        ):
            end += 1
        result.append(replace(cell, column_span=end - cell.column))
    return result


def header_paths(header: Sequence[Cell], column_count: int) -> tuple[tuple[str, ...], ...]:
    """Return for each column the texts of the header cells over it, from top to leaf."""
    paths = []
    header = _spread(header, column_count)
    for column in range(column_count):
        over = [c for c in header if c.column <= column < c.column + c.column_span]
        over.sort(key=lambda cell: cell.row)
        paths.append(tuple(cell.text for cell in over if squeeze(cell.text)))
    return tuple(paths)


def _finish(number: int, draft: _Draft) -> Table:
    paths = header_paths(draft.header, draft.column_count)
    return Table(
        number=number,
        first_page=draft.first_page,
        last_page=draft.last_page,
        captions=tuple(draft.captions),
        columns=tuple(Column(i, path) for i, path in enumerate(paths, 1)),
        rows=tuple(_rejoined(draft.rows)),
        routes=tuple(dict.fromkeys(draft.routes)),
        boxes=tuple(draft.boxes),
        headers=tuple(draft.headers),
        confidence=draft.confidence,
    )
