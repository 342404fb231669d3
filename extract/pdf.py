"""Read a PDF: ruled grids by camelot, the text layer by pdfium, each a check on the other.

A page whose figures were not landed by the first route goes to the next one; the page keeps the
name of the route that read it. pdfium's characters prove completeness: every figure of the text
layer is either in a landed cell or on a line outside every grid.
"""

from __future__ import annotations

import ctypes
import logging
import re
import tempfile
import warnings
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import camelot.handlers
import camelot.image_processing
import camelot.io
import pypdfium2
import pypdfium2.raw as pdfium
from camelot.parsers.lattice import Lattice
from playa.miner import LTCurve

from extract.errors import UnreadableDocument
from extract.types import FIGURE, Box, Cell, Grid, Line, Page, PrintedFigure

# Routes in the order in which they are tried; DESIGN: the vector engine is 20-60 times as fast as
# `auto` and reads nine ruled pages in ten; `combined` also sees rules drawn as images or fills.
ROUTES: dict[str, dict[str, Any]] = {
    "lattice_vector": {"flavor": "lattice", "engine": "vector"},
    "lattice_combined": {"flavor": "lattice", "engine": "combined"},
    "network": {"flavor": "network"},
}
AMOUNT = re.compile(r"(?<![0-9.,])-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9%])|"
                    r"(?<![0-9.,])-?[0-9]+\.[0-9]+(?![0-9.%])")  # fmt: skip
# What all routes have in common. Without `boxes_flow` playa does not sort the paragraphs of a page
# by their distance, which nobody needs here and takes half of the time, or nearly all of it.
COMMON: dict[str, Any] = {
    "split_text": True,
    "suppress_stdout": True,
    "layout_kwargs": {"boxes_flow": None},
}
RULE_WIDTH = 1.5
RULE_MEETS = 2.0
LOOSE_ENDS = 3
GAP_IN_HEIGHTS = 1.5
MISSED_ROWS = 2
FIRST_PRINTABLE = 0x20
# pdfium's mark for a hyphen it removed, and halves of surrogate pairs: nothing to print
NO_CHARACTERS = frozenset({0xFFFE, *range(0xD800, 0xE000)})
MIN_WORD = 2

# camelot's functions on rules; it is published with types for some of its modules only
lines: Any = camelot.image_processing


class _Ruled(Lattice):
    """Camelot's lattice, which misses two kinds of tables of a body that spends little.

    It takes thin lines and rectangles for rules, but not the shapes with mitred corners by which
    some programs draw them; and it drops grids of which nine tenths are blank.
    """

    def _generate_table_bbox_vector(self) -> None:
        self.pdf_image = self.threshold = None
        self.horizontal_segments, self.vertical_segments = _rules(self.layout)
        joints = lines.find_joints_from_lines(self.horizontal_segments, self.vertical_segments)
        self.table_bbox_parses = {box: {"joints": points} for box, points in joints.items()}
        self._compute_table_anchors()  # type: ignore[no-untyped-call]

    def _reject_table(self, table: Any) -> bool:
        return bool(table.whitespace >= 100.0)  # noqa: PLR2004 -- per cent


camelot.handlers.PARSERS["lattice"] = _Ruled


def _rules(layout: Any) -> tuple[list[Any], list[Any]]:
    """Return the horizontal and the vertical rules of a page."""
    horizontal = lines.find_lines_from_layout(layout, "horizontal")
    vertical = lines.find_lines_from_layout(layout, "vertical")
    for shape in layout:
        if type(shape) is LTCurve and (shape.fill or shape.stroke):
            x0, y0, x1, y1 = shape.bbox
            if y1 - y0 <= RULE_WIDTH < x1 - x0:
                horizontal.append((x0, (y0 + y1) / 2, x1, (y0 + y1) / 2))
            elif x1 - x0 <= RULE_WIDTH < y1 - y0:
                vertical.append(((x0 + x1) / 2, y0, (x0 + x1) / 2, y1))
    horizontal = lines.coalesce_collinear_lines(horizontal, "horizontal")
    vertical = lines.coalesce_collinear_lines(vertical, "vertical")
    return [*horizontal, *_closing(horizontal, vertical)], vertical


def _closing(horizontal: Sequence[Any], vertical: Sequence[Any]) -> Iterator[Any]:
    """Close the frame where a page's end cuts a row: vertical rules that end together in nothing.

    Columns of a row higher than the page would else belong to no grid.
    """
    ends: dict[float, list[tuple[float, bool]]] = {}
    for x, low, _, high in vertical:
        for y in (low, high):
            met = any(
                abs(rule[1] - y) <= RULE_MEETS and rule[0] - RULE_MEETS <= x <= rule[2] + RULE_MEETS
                for rule in horizontal
            )
            near = next((other for other in ends if abs(other - y) <= RULE_MEETS), y)
            ends.setdefault(near, []).append((x, met))
    for y, rules in ends.items():
        if sum(not met for _, met in rules) >= LOOSE_ENDS:
            yield min(rules)[0], y, max(rules)[0], y


@dataclass(frozen=True)
class _Char:
    text: str
    box: Box
    index: int = -1

    @property
    def x(self) -> float:
        return (self.box.x0 + self.box.x1) / 2

    @property
    def y(self) -> float:
        return (self.box.top + self.box.bottom) / 2


def read(path: Path, page_limit: int = 2000) -> tuple[Page, ...]:
    """Read all pages of a PDF.

    Raises UnreadableDocument where pdfium cannot open it (damaged, needs a password), or where it
    has more than `page_limit` pages.
    """
    document = _open(path)
    try:
        count = len(document)
        if count > page_limit:
            raise UnreadableDocument("rejected", f"{count} pages, more than {page_limit} allowed")
        texts = [_text_layer(document[i]) for i in range(count)]
        shapes = [_shape(document[i]) for i in range(count)]
        grids = _grids(path, document, texts, shapes)
        return tuple(
            _page(n, document[n - 1], shapes[n - 1], texts[n - 1], *grids[n])
            for n in range(1, count + 1)
        )
    finally:
        document.close()


def _open(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableDocument("needs_password", "the PDF needs a password") from error
        raise UnreadableDocument("rejected", f"damaged or incomplete PDF: {error}") from error


@dataclass(frozen=True)
class _Shape:
    width: float
    height: float
    rotation: int
    has_image: bool


def _shape(page: pypdfium2.PdfPage) -> _Shape:
    images = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2)
    return _Shape(
        page.get_width(), page.get_height(), page.get_rotation(), next(images, None) is not None
    )


def _text_layer(page: pypdfium2.PdfPage) -> list[list[_Char]]:
    """Return the characters of a page, grouped into the lines pdfium sees."""
    text_page = page.get_textpage()
    place = _placer(page)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    lines: list[list[_Char]] = [[]]
    for index in range(pdfium.FPDFText_CountChars(text_page.raw)):
        code = pdfium.FPDFText_GetUnicode(text_page.raw, index)
        if code in (0x0A, 0x0D):
            lines.append([])
            continue
        if code < FIRST_PRINTABLE or code in NO_CHARACTERS:
            continue
        pdfium.FPDFText_GetCharBox(text_page.raw, index, left, right, bottom, top)
        box = place(left.value, bottom.value, right.value, top.value)
        lines[-1].append(_Char(chr(code), box, index))
    text_page.close()
    return [line for line in lines if any(not char.text.isspace() for char in line)]


def _placer(page: pypdfium2.PdfPage) -> Any:
    """Return a function from user space to points from the top left of the page as shown."""
    x0, y0, x1, y1 = page.get_cropbox()
    width, height, rotation = x1 - x0, y1 - y0, page.get_rotation()

    def point(x: float, y: float) -> tuple[float, float]:
        x, y = x - x0, y - y0
        if rotation == 90:  # noqa: PLR2004 -- degrees
            return y, x
        if rotation == 180:  # noqa: PLR2004
            return width - x, y
        if rotation == 270:  # noqa: PLR2004
            return height - y, width - x
        return x, height - y

    def place(left: float, bottom: float, right: float, top: float) -> Box:
        ax, ay = point(left, bottom)
        bx, by = point(right, top)
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))

    return place


def _grids(
    path: Path,
    document: pypdfium2.PdfDocument,
    texts: Sequence[list[list[_Char]]],
    shapes: Sequence[_Shape],
) -> dict[int, tuple[list[Grid], str]]:
    """Read the grids of every page by the first route that lands the page's figures."""
    numbers = [i for i, text in enumerate(texts, 1) if text]
    result: dict[int, tuple[list[Grid], str]] = {i: ([], "none") for i in range(1, len(texts) + 1)}
    missed = numbers
    for route, settings in ROUTES.items():
        if not missed:
            break
        read_now = _camelot(path, document, missed, route, settings, shapes)
        for number in missed:
            found = [grid for grid in read_now.get(number, []) if _is_table(grid)]
            before = result[number][0]
            lines = texts[number - 1]
            if found and (not before or _missed_rows(lines, found) < _missed_rows(lines, before)):
                result[number] = (found, route)
        missed = [n for n in missed if _missed_rows(texts[n - 1], result[n][0]) >= MISSED_ROWS]
    return result


def _is_table(grid: Grid) -> bool:
    """Tell a table from a frame around prose, which has one cell or one column."""
    return grid.column_count > 1 and grid.row_count * grid.column_count > 1


def _missed_rows(lines: list[list[_Char]], grids: Sequence[Grid]) -> int:
    """Count printed rows outside every grid that look like rows of a table.

    Such a row holds an amount that stands apart: after a gap, or alone on its line.
    """
    count = 0
    for line in lines:
        for run in _runs(_outside(line, grids)):
            text = "".join(char.text for char in run).strip()
            if AMOUNT.fullmatch(text.replace(" ", "")):
                count += 1
                break
    return count


def _outside(line: list[_Char], grids: Sequence[Grid]) -> list[_Char]:
    return [c for c in line if not any(g.box and g.box.holds(c.x, c.y, 1) for g in grids)]


def _runs(chars: list[_Char]) -> Iterator[list[_Char]]:
    """Split a line into runs of text that stand apart by more than a wide blank."""
    height = max((c.box.bottom - c.box.top for c in chars if not c.text.isspace()), default=4.0)
    run: list[_Char] = []
    for char in chars:
        if char.text.isspace():
            if run:
                run.append(char)
            continue
        last = next((c for c in reversed(run) if not c.text.isspace()), None)
        if last and (
            char.box.x0 - last.box.x1 > GAP_IN_HEIGHTS * height
            or abs(char.y - last.y) > height
            or char.box.x0 < last.box.x0 - height
        ):
            yield run
            run = []
        run.append(char)
    if run:
        yield run


def _camelot(
    path: Path,
    document: pypdfium2.PdfDocument,
    numbers: Sequence[int],
    route: str,
    settings: dict[str, Any],
    shapes: Sequence[_Shape],
) -> dict[int, list[Grid]]:
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
        shape = shapes[int(table.page) - 1]
        result.setdefault(int(table.page), []).append(_grid(table, route, shape.height))
    return result


def _camelot_repaired(document: pypdfium2.PdfDocument, pages: str, settings: dict[str, Any]) -> Any:
    """Let pdfium write a clean, unprotected copy and read that one instead."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.pdf"
        document.save(copy, flags=pdfium.FPDF_REMOVE_SECURITY)
        return list(camelot.io.read_pdf(str(copy), pages=pages, **COMMON, **settings))


def _grid(table: Any, route: str, height: float) -> Grid:
    """Turn a camelot table into a grid, joining cells that have no rule between them.

    Only the rules are camelot's: the text of a cell is taken from pdfium's characters, whose tight
    boxes fall into the right row even where a font's nominal box reaches over the rule. What
    camelot itself put into the cell is the second reading (`_Ruled.second`).
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
    """Give each cell the number of its merged region, a rectangle without a rule inside."""
    owner: dict[tuple[int, int], int] = {}
    for row in range(rows):
        for column in range(columns):
            if (row, column) in owner:
                continue
            region = _region(cells, rows, columns, row, column, owner)
            texts = [cells[r][c].text for r, c in region if cells[r][c].text.strip()]
            if len(texts) > 1 and any(AMOUNT.search(text) for text in texts):
                # rows of figures without rules between them are rows, not one cell
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


@dataclass(frozen=True)
class _Piece:
    """Characters that belong together, and the grid and cell (by number) they stand in."""

    grid: int | None
    cell: int | None
    chars: list[_Char]


def _pieces(
    text: list[list[_Char]], grids: Sequence[Grid], text_object: Callable[[_Char], int]
) -> Iterator[_Piece]:
    """Cut the text of a page into words, and words where they cross from cell to cell."""
    frames = sorted(
        ((grid.box, number, _finder(grid)) for number, grid in enumerate(grids) if grid.box),
        key=lambda frame: (frame[0].x1 - frame[0].x0) * (frame[0].bottom - frame[0].top),
    )

    def owner(x: float, y: float) -> tuple[int | None, int | None]:
        for frame, number, find in frames:
            if frame.holds(x, y, 1):
                x, y = min(max(x, frame.x0), frame.x1), min(max(y, frame.top), frame.bottom)
                return number, find(x, y)
        return None, None

    for line in text:
        for word in _words(line):
            owners = {owner(char.x, char.y) for char in word if not char.text.isspace()}
            if len(owners) == 1:
                yield _Piece(*owners.pop(), word)
                continue
            strokes = ((owner(*_middle(part)), part) for part in _strokes(word, text_object))
            for (grid, cell), parts in groupby(strokes, key=itemgetter(0)):
                yield _Piece(grid, cell, [char for _, part in parts for char in part])


def _middle(chars: Sequence[_Char]) -> tuple[float, float]:
    hull = _hull(chars)
    return (hull.x0 + hull.x1) / 2, (hull.top + hull.bottom) / 2


def _strokes(word: list[_Char], text_object: Callable[[_Char], int]) -> list[list[_Char]]:
    """Cut a word over two cells into what was drawn at one stroke.

    A name too long for its cell is drawn at one stroke and stays whole; the texts of two cells
    without a gap are not.
    """
    parts: list[list[_Char]] = []
    last: _Char | None = None
    for char in word:
        if char.text.isspace() and parts:
            parts[-1].append(char)
            continue
        near = last and char.box.x0 - last.box.x1 <= (char.box.bottom - char.box.top) / 3
        if last and near and text_object(char) == text_object(last):
            parts[-1].append(char)
        else:
            parts.append([char])
        last = char
    return parts


def _text_objects(page: pypdfium2.PdfPage) -> Callable[[_Char], int]:
    """Return a function that names the text object which draws a character; rarely needed."""
    opened = cache(page.get_textpage)

    def text_object(char: _Char) -> int:
        drawn = pdfium.FPDFText_GetTextObject(opened().raw, char.index)
        return ctypes.cast(drawn, ctypes.c_void_p).value or 0

    return text_object


def _with_text(grid: Grid, pieces: Iterable[_Piece]) -> Grid:
    """Put the page's characters into the cells they stand in."""
    inside: dict[int, list[list[_Char]]] = {}
    for piece in pieces:
        if piece.cell is not None:
            inside.setdefault(piece.cell, []).append(piece.chars)
    cells: list[Cell] = []
    for index, cell in enumerate(grid.cells):
        parts = inside.get(index, [])
        split = _unmerged(cell, parts, grid.edges) if cell.column_span > 1 else None
        cells.extend(split or [replace(cell, text=_joined(parts), second_text=cell.text)])
    return replace(grid, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _unmerged(cell: Cell, parts: list[list[_Char]], edges: Sequence[float]) -> list[Cell] | None:
    """Cut a cell whose rule was missed: as many words as columns, each within its own column."""
    columns: dict[int, list[list[_Char]]] = {}
    for part in parts:
        hull = _hull(part)
        column = next(
            (i for i in range(cell.column, cell.column + cell.column_span)
             if edges[i] <= hull.x0 and hull.x1 <= edges[i + 1]),
            None,
        )  # fmt: skip
        if column is None:
            return None
        columns.setdefault(column, []).append(part)
    texts = {column: _joined(words) for column, words in columns.items()}
    if len(texts) < cell.column_span or any(len(text) < MIN_WORD for text in texts.values()):
        return None
    return [
        replace(
            cell,
            column=column,
            column_span=1,
            text=text,
            second_text=None,
            box=replace(cell.box, x0=edges[column], x1=edges[column + 1]) if cell.box else None,
        )
        for column, text in texts.items()
    ]


def _words(line: list[_Char]) -> Iterator[list[_Char]]:
    """Split a line wherever there is a blank, keeping the blank at the end of its word."""
    word: list[_Char] = []
    for run in _runs(line):
        for char in run:
            if word and word[-1].text.isspace() and not char.text.isspace():
                yield word
                word = []
            word.append(char)
        if word:
            yield word
            word = []


def _finder(grid: Grid) -> Callable[[float, float], int | None]:
    """Return a function that names the cell at a point; on a rule, the one above or to the left."""
    columns: list[list[int]] = [[] for _ in range(grid.column_count)]
    for index, cell in enumerate(grid.cells):
        for column in range(cell.column, cell.column + cell.column_span):
            columns[column].append(index)
    boxes = [cell.box or Box(0, 0, 0, 0) for cell in grid.cells]
    bottoms = [[boxes[index].bottom for index in column] for column in columns]

    def find(x: float, y: float) -> int | None:
        column = max(bisect_left(grid.edges, x) - 1, 0)
        if column >= grid.column_count:
            return None
        row = bisect_left(bottoms[column], y)
        if row == len(bottoms[column]):
            return None
        index = columns[column][row]
        return index if boxes[index].holds(x, y) else None

    return find


def _joined(parts: list[list[_Char]]) -> str:
    """Join the pieces of a cell's text: a line break where the print goes to a new line."""
    text = ""
    last: _Char | None = None
    for part in parts:
        first = next((char for char in part if not char.text.isspace()), None)
        if first is None:
            continue
        if last is not None:
            height = max(last.box.bottom - last.box.top, first.box.bottom - first.box.top)
            if abs(first.y - last.y) > height / 2 and first.box.x0 < last.box.x1:
                text = text.rstrip() + "\n"
        text += "".join(char.text for char in part)
        last = next(char for char in reversed(part) if not char.text.isspace())
    return text.strip()


def _page(
    number: int,
    page: pypdfium2.PdfPage,
    shape: _Shape,
    text: list[list[_Char]],
    grids: list[Grid],
    route: str,
) -> Page:
    text = _mended(text, grids)
    pieces = list(_pieces(text, grids, _text_objects(page)))
    grids = [_with_text(g, (p for p in pieces if p.grid == n)) for n, g in enumerate(grids)]
    outside = [
        Line(number, "".join(char.text for char in run).strip(), _hull(run))
        for line in text
        for run in _runs(_outside(line, grids))
    ]
    blocks: list[Line | Grid] = [*(line for line in outside if line.text), *grids]
    blocks.sort(key=_reading_order)
    return Page(
        number=number,
        blocks=tuple(blocks),
        figures=tuple(_figures(number, pieces)),
        width=shape.width,
        height=shape.height,
        rotation=shape.rotation,
        route=route,
        has_text=bool(text),
        has_image=shape.has_image,
    )


def _mended(text: list[list[_Char]], grids: Sequence[Grid]) -> list[list[_Char]]:
    """Join the pieces of letter-spaced prose, which pdfium takes for lines of their own.

    Within a grid, pieces side by side are neighbouring cells.
    """
    free = [n for n, line in enumerate(text) if len(_outside(line, grids)) == len(line)]
    chains: dict[int, list[_Char]] = {}
    for number in sorted(free, key=lambda n: _ends(text[n])[0].x0):
        chain = next((chain for chain in chains.values() if _goes_on(chain, text[number])), None)
        if chain is None:
            chains[number] = list(text[number])
        else:
            chain.extend(text[number])
    joined = set(free) - chains.keys()
    return [chains.get(n, line) for n, line in enumerate(text) if n not in joined]


def _ends(line: list[_Char]) -> tuple[Box, Box]:
    first = next(char.box for char in line if not char.text.isspace())
    return first, next(char.box for char in reversed(line) if not char.text.isspace())


def _goes_on(line: list[_Char], piece: list[_Char]) -> bool:
    """Tell whether a piece stands directly to the right of a line, on the same height."""
    last, first = _ends(line)[1], _ends(piece)[0]
    height = max(last.bottom - last.top, first.bottom - first.top)
    return (
        abs(last.bottom - first.bottom) <= height / 2
        and last.x1 - height / 4 <= first.x0 <= last.x1 + GAP_IN_HEIGHTS * height
    )


def _reading_order(block: Line | Grid) -> tuple[float, float]:
    box = block.box or Box(0, 0, 0, 0)
    middle = (box.top + box.bottom) / 2 if isinstance(block, Line) else box.top
    return (round(middle / 3), box.x0)


def _hull(run: Sequence[_Char]) -> Box:
    boxes = [char.box for char in run if not char.text.isspace()]
    return Box(
        min(b.x0 for b in boxes),
        min(b.top for b in boxes),
        max(b.x1 for b in boxes),
        max(b.bottom for b in boxes),
    )


def _figures(number: int, pieces: Iterable[_Piece]) -> Iterator[PrintedFigure]:
    for piece in pieces:
        string = "".join(char.text for char in piece.chars)
        for match in FIGURE.finditer(string):
            chars = piece.chars[match.start() : match.end()]
            yield PrintedFigure(number, match.group(), _hull(chars))
