"""Read a PDF: ruled grids by camelot, the text layer by pdfium, each a check on the other.

A page whose figures were not landed by the first route goes to the next one; the page keeps the
name of the route that read it. pdfium's letters prove completeness: every figure of the text
layer is either in a landed cell or on a line outside every grid. A page that is an image, or whose
text layer is garbage, is recognised, if the extra `ocr` is installed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from extract.errors import UnreadableDocument
from extract.files.limits import DEFAULT_LIMITS, Limits, can_recognise
from extract.numbers import FIGURE, looks_like_amount
from extract.readers.pdf import damage, lattice, letters, scan
from extract.readers.pdf.letters import Letter
from extract.types import Box, Cell, Grid, Line, Page, PrintedFigure

# Routes in the order in which they are tried; DESIGN: the vector engine is 20-60 times as fast as
# `auto` and reads nine ruled pages in ten; `combined` also sees lines drawn as images or fills.
ROUTES: dict[str, dict[str, Any]] = {
    "lattice_vector": {"flavor": "lattice", "engine": "vector"},
    "lattice_combined": {"flavor": "lattice", "engine": "combined"},
    "network": {"flavor": "network"},
}
# Routes without a lattice: the columns are what the blanks between words suggest.
GUESSED = {"network"}
MISSED_ROWS = 2
# An image over most of the page with no more letters than a stamp or a watermark is a scan.
SCAN_SHARE = 0.7
STAMP_LETTERS = 40
# A smaller image is an emblem or a line of signs.
PICTURE_SHARE = 0.04
# A page without words, but with so many curves, shows words drawn as outlines.
OUTLINE_CURVES = 200
END_WITHIN = 2048
# How far, in points, a letter's middle may lie outside the grid it belongs to.
EDGE = 1.0
# A grid is drawn by several lines, or by a shape that is thicker than a line.
FEWEST_LINES = 4
LINE_WIDTH = 3.0
MIN_WORD = 2
# The grid and the cell of what stands in none.
NOWHERE = (None, None)
# The size of a page that does not open.
A4 = (595.0, 842.0)
UNOPENED = "damaged, cannot be opened"
UNDECODED = "damaged in the drawing, so that tables were not read"
DAMAGED = "damaged in fonts or structure, so that figures may be missing"
# In heights of a letter: the blanks at both ends, and a letter that had no room. Of the last lines
# of cells over a page's end those that go on leave at most 2.9, the others 12 and more.
FULL_WITHIN = 3.0


def read(path: Path, limits: Limits = DEFAULT_LIMITS) -> tuple[Page, ...]:
    """Read all pages of a PDF.

    Raises UnreadableDocument where pdfium cannot open it (damaged, needs a password), or where it
    has more pages than the limits allow.
    """
    document = _open(path)
    try:
        count = len(document)
        if count > limits.pages:
            raise UnreadableDocument("rejected", f"{count} pages, more than {limits.pages} allowed")
        flawed = damage.find(path, document)
        pages = [_opened(document, number, flawed) for number in range(1, count + 1)]
        pages = list(_recognised(document, pages, limits.recognised_pages))
        broken = flawed.drawing
        whole = [page for page in pages if page.route == "none" and page.number not in broken]
        ruled = _grids(path, document, whole)
        return tuple(
            _page(ruled.get(number, page), partial(document.get_page, number - 1))
            for number, page in enumerate(pages, 1)
        )
    finally:
        document.close()


def read_image(path: Path, limits: Limits = DEFAULT_LIMITS) -> tuple[Page, ...]:
    """Recognise an image file, each of its pictures as a page of A4, by the extra `ocr`.

    Raises UnreadableDocument where it is damaged.
    """
    found, pictures = cv2.imdecodemulti(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
    if not found:
        raise UnreadableDocument("rejected", "damaged image")
    pages = [_pictured(number, np.asarray(picture)) for number, picture in enumerate(pictures, 1)]
    recognised = [_with_words(*page) for page in pages[: limits.recognised_pages]]
    left = [page for page, _ in pages[limits.recognised_pages :]]
    return tuple(_page(page, _no_page) for page in [*recognised, *left])


def _pictured(number: int, picture: NDArray[Any]) -> tuple[_PageInHand, scan.Image]:
    scale = scan.A4_SIDE / max(picture.shape[:2])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    image = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how), np.uint8)
    height, width = (side * scan.POINTS for side in image.shape[:2])
    page = _PageInHand(number, width, height, 0, has_image=True, lines=[], has_lattice=False)
    return replace(page, route="needs_ocr"), image


def _no_page() -> pypdfium2.PdfPage:
    raise AssertionError("an image has no text objects")


def _open(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableDocument("needs_password", "the PDF needs a password") from error
        data = path.read_bytes()
        if b"%%EOF" not in data[-END_WITHIN:]:
            reason = f"incomplete PDF: it is cut off after {len(data):,} bytes; fetch it again"
            raise UnreadableDocument("rejected", reason) from error
        raise UnreadableDocument("rejected", f"damaged PDF: {error}") from error


@dataclass(frozen=True)
class _PageInHand:
    """A page on the way to being read: its lines of letters, and its grids so far.

    `sure` holds the confidence of each recognised word; letters have the index of their word.
    """

    number: int
    width: float
    height: float
    rotation: int
    has_image: bool
    lines: list[list[Letter]]
    has_lattice: bool
    grids: tuple[Grid, ...] = ()
    route: str = "none"
    sure: tuple[float, ...] = ()
    damage: str | None = None


def _opened(document: pypdfium2.PdfDocument, number: int, flawed: damage.Flaws) -> _PageInHand:
    """Take up a page; one that is drawn in part gives its words but no tables, which lack rows."""
    try:
        page = _taken_up(number, document[number - 1])
    except pypdfium2.PdfiumError:
        return _PageInHand(
            number, *A4, 0, has_image=False, lines=[], has_lattice=False, damage=UNOPENED
        )
    if number in flawed.drawing:
        return replace(page, damage=UNDECODED)
    if flawed.elsewhere or number in flawed.fonts:
        return replace(page, damage=DAMAGED)
    return page


def _taken_up(number: int, drawn: pypdfium2.PdfPage) -> _PageInHand:
    """Take up the text layer of a page; one that is garbage is no better than an image."""
    layer = letters.text_layer(drawn)
    images = [
        image.get_bounds()
        for image in drawn.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2)
    ]
    width, height = drawn.get_size()
    largest = max(((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in images), default=0.0)
    has_text = any(layer.lines) and not layer.is_garbled()
    if largest > SCAN_SHARE * width * height and sum(1 for _ in layer.letters) < STAMP_LETTERS:
        has_text = False  # but for what the scanner printed on it
    needs_ocr = not has_text and bool(images or layer.lines or layer.unmapped)
    if not layer.has_words() and _is_outlined(drawn):
        has_text, needs_ocr = False, True
    return _PageInHand(
        number=number,
        width=width,
        height=height,
        rotation=drawn.get_rotation(),
        has_image=needs_ocr or largest > PICTURE_SHARE * width * height,
        lines=layer.lines if has_text else [],
        has_lattice=_has_lattice(drawn),
        route="needs_ocr" if needs_ocr else "none",
    )


def _is_outlined(page: pypdfium2.PdfPage) -> bool:
    """Tell whether words may have been drawn as curves, as programs for posters do."""
    curves = 0
    for shape in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        curves += sum(
            pdfium.FPDFPathSegment_GetType(pdfium.FPDFPath_GetPathSegment(shape.raw, index))
            == pdfium.FPDF_SEGMENT_BEZIERTO
            for index in range(pdfium.FPDFPath_CountSegments(shape.raw))
        )
        if curves > OUTLINE_CURVES:
            return True
    return False


def _has_lattice(page: pypdfium2.PdfPage) -> bool:
    """Tell whether a grid may be drawn on the page; on most pages of prose none is."""
    paths = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH])
    for count, path in enumerate(paths, 1):
        x0, y0, x1, y1 = path.get_bounds()
        if count == FEWEST_LINES or min(x1 - x0, y1 - y0) > LINE_WIDTH:
            return True
    return False


def _recognised(
    document: pypdfium2.PdfDocument, pages: Iterable[_PageInHand], budget: int
) -> Iterator[_PageInHand]:
    """Recognise the pages that need it, where the extra is installed, up to a number of pages."""
    budget = budget if can_recognise() else 0
    for page in pages:
        if page.route != "needs_ocr" or budget == 0:
            yield page
            continue
        budget -= 1
        yield _with_words(page, rendered(document[page.number - 1], scan.DPI))


def _with_words(page: _PageInHand, image: scan.Image) -> _PageInHand:
    seen = scan.recognise(image)
    found = lattice.recognised_grids(page.number, page.height, seen.horizontal, seen.vertical)
    return replace(
        page,
        lines=[
            [Letter(text, box, index) for text, box in word.letters()]
            for index, word in enumerate(seen.words)
        ],
        grids=tuple(filter(_is_table, found)),
        route="ocr",
        sure=tuple(word.confidence for word in seen.words),
    )


def rendered(page: pypdfium2.PdfPage, dpi: float) -> scan.Image:
    """Draw a page as it is shown, in blue, green and red."""
    return np.ascontiguousarray(page.render(scale=dpi / 72).to_numpy()[:, :, :3])


def _grids(
    path: Path, document: pypdfium2.PdfDocument, pages: Sequence[_PageInHand]
) -> dict[int, _PageInHand]:
    """Read the grids of every page by the first route that lands the page's figures."""
    heights = {page.number: page.height for page in pages}
    result = {page.number: page for page in pages}
    missed = [page.number for page in pages if page.lines]
    for route, settings in ROUTES.items():
        tried = [n for n in missed if route != "lattice_vector" or result[n].has_lattice]
        read_now = (
            lattice.camelot_grids(path, document, tried, route, settings, heights) if tried else {}
        )
        for number in tried:
            now = result[number]
            found = tuple(filter(_is_table, read_now.get(number, [])))
            if found and (not now.grids or _missed_rows(now.lines, found) < _missed(now)):
                result[number] = replace(now, grids=found, route=route)
        missed = [number for number in missed if _missed(result[number]) >= MISSED_ROWS]
    return result


def _missed(page: _PageInHand) -> int:
    return _missed_rows(page.lines, page.grids)


def _is_table(grid: Grid) -> bool:
    """Tell a table from a frame around prose, which has one cell or one column."""
    return grid.column_count > 1 and grid.row_count * grid.column_count > 1


def _missed_rows(lines: list[list[Letter]], grids: Sequence[Grid]) -> int:
    """Count printed rows outside every grid that look like rows of a table.

    Such a row holds an amount that stands apart: after a gap, or alone on its line.
    """
    count = 0
    for line in lines:
        for run in letters.runs(letters.outside(line, grids)):
            text = "".join(char.text for char in run).strip()
            if looks_like_amount(text):
                count += 1
                break
    return count


@dataclass(frozen=True)
class _Piece:
    """Characters that belong together, and the grid and cell (by number) they stand in."""

    grid: int | None
    cell: int | None
    letters: list[Letter]


class _Cells:
    """The cells of a page's grids, found by the place of what stands in them."""

    def __init__(self, grids: Sequence[Grid]) -> None:
        self._frames = sorted(
            ((grid.box, number, _finder(grid)) for number, grid in enumerate(grids) if grid.box),
            key=lambda frame: (frame[0].x1 - frame[0].x0) * (frame[0].bottom - frame[0].top),
        )

    def at(self, x: float, y: float) -> tuple[int | None, int | None]:
        """Name the grid and the cell at a point."""
        for frame, number, find in self._frames:
            if frame.holds(x, y, EDGE):
                x, y = min(max(x, frame.x0), frame.x1), min(max(y, frame.top), frame.bottom)
                return number, find(x, y)
        return NOWHERE

    def _home(self, char: Letter) -> tuple[int | None, int | None]:
        """Name the cell that holds a letter's clip; none, where that shows not half a line."""
        clip = char.clip
        if not clip or min(clip.x1 - clip.x0, clip.bottom - clip.top) < char.height / 2:
            return NOWHERE
        xs, ys = (clip.x0 + EDGE, clip.x1 - EDGE), (clip.top + EDGE, clip.bottom - EDGE)
        cells = {self.at(x, y) for x in xs for y in ys}
        return cells.pop() if len(cells) == 1 else NOWHERE

    def owner(self, chars: Sequence[Letter]) -> tuple[int | None, int | None]:
        """Name the cell to which letters are clipped, else the one they stand in the middle of."""
        homes = (self._home(char) for char in chars if char.clip)
        seat = chars[0].seat if len(chars) == 1 else _middle(chars)
        return next((home for home in homes if home != NOWHERE), self.at(*seat))

    def shows(self, char: Letter) -> bool:
        """Tell whether a letter is to be seen, or is the end of a text too long for its cell."""
        return char.is_drawn or self._home(char) != NOWHERE


def _pieces(
    text: list[list[Letter]], grids: Sequence[Grid], text_object: Callable[[Letter], int]
) -> Iterator[_Piece]:
    """Cut the text of a page into words, and words where they cross from cell to cell."""
    cells = _Cells(grids)
    for line in text:
        for printed in letters.words(line):
            word = [char for char in printed if cells.shows(char)]
            owners = {cells.owner([char]) for char in word if not char.text.isspace()}
            if len(owners) == 1:
                yield _Piece(*owners.pop(), word)
            elif owners:
                strokes = ((cells.owner(part), part) for part in _strokes(word, text_object))
                for (grid, cell), parts in groupby(strokes, key=itemgetter(0)):
                    yield _Piece(grid, cell, [char for _, part in parts for char in part])


def _middle(chars: Sequence[Letter]) -> tuple[float, float]:
    box = letters.hull(chars)
    return (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2


def _strokes(word: list[Letter], text_object: Callable[[Letter], int]) -> list[list[Letter]]:
    """Cut a word over two cells into what was drawn at one stroke.

    A name too long for its cell is drawn at one stroke and stays whole; the texts of two cells
    without a gap are not.
    """
    parts: list[list[Letter]] = []
    last: Letter | None = None
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


def _with_text(grid: Grid, pieces: Sequence[_Piece], sure: Sequence[float]) -> Grid:
    """Put the page's letters into the cells they stand in."""
    inside: dict[int, list[list[Letter]]] = {}
    for piece in pieces:
        if piece.cell is not None:
            inside.setdefault(piece.cell, []).append(piece.letters)
    cells: list[Cell] = []
    for index, found in enumerate(grid.cells):
        parts = inside.get(index, [])
        is_last = found.row + found.row_span == grid.row_count
        cell = replace(found, is_full=True) if is_last and _is_full(found, parts) else found
        split = _unmerged(cell, parts, grid.edges) if cell.column_span > 1 else None
        if split:
            cells.extend(split)
        elif sure:
            least = min((sure[letter.index] for part in parts for letter in part), default=None)
            cells.append(replace(cell, text=letters.joined(parts), confidence=least))
        else:
            cells.append(replace(cell, text=letters.joined(parts), second_text=cell.text))
    known = [cell.confidence for cell in cells if cell.confidence is not None]
    if grid.route in GUESSED:
        cells = [replace(cell, placement="guessed") for cell in cells]
    return replace(
        grid,
        cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
        confidence=sum(known) / len(known) if known else None,
    )


def _is_full(cell: Cell, parts: Sequence[list[Letter]]) -> bool:
    """Tell whether not much more than a letter has room at the end of the last line."""
    chars = [char.box for part in parts for char in part if not char.text.isspace()]
    if not chars or cell.box is None:
        return False
    height = max(box.bottom - box.top for box in chars)
    bottom = max(box.bottom for box in chars)
    line = [box for box in chars if bottom - box.bottom <= height / 2]
    width = max(box.x1 for box in line) - min(box.x0 for box in line)
    return cell.box.x1 - cell.box.x0 - width < FULL_WITHIN * height


def _unmerged(cell: Cell, parts: list[list[Letter]], edges: Sequence[float]) -> list[Cell] | None:
    """Cut a cell whose line was missed: as many words as columns, each within its own column."""
    columns: dict[int, list[list[Letter]]] = {}
    for part in parts:
        box = letters.hull(part)
        column = next(
            (i for i in range(cell.column, cell.column + cell.column_span)
             if edges[i] <= box.x0 and box.x1 <= edges[i + 1]),
            None,
        )  # fmt: skip
        if column is None:
            return None
        columns.setdefault(column, []).append(part)
    texts = {column: letters.joined(words) for column, words in columns.items()}
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


def _finder(grid: Grid) -> Callable[[float, float], int | None]:
    """Return a function that names the cell at a point; on a line, the one above or to the left."""
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
        # the frame of a grid may reach a trifle further than its first and its last cell
        row = min(bisect_left(bottoms[column], y), len(bottoms[column]) - 1)
        index = columns[column][row]
        return index if boxes[index].holds(x, y, EDGE) else None

    return find


def _page(page: _PageInHand, opened: Callable[[], pypdfium2.PdfPage]) -> Page:
    text = letters.mended(page.lines, page.grids)
    drawn_by = letters.text_objects(opened)
    if page.sure:
        drawn_by = attrgetter("index")
    pieces = list(_pieces(text, page.grids, drawn_by))
    grids = [
        _with_text(grid, [piece for piece in pieces if piece.grid == number], page.sure)
        for number, grid in enumerate(page.grids)
    ]
    lines = [
        Line(page.number, "".join(letter.text for letter in run).strip(), letters.hull(run))
        for line in text
        for run in letters.runs(letters.outside(line, grids))
    ]
    blocks: list[Line | Grid] = [*(line for line in lines if line.text), *grids]
    blocks.sort(key=_reading_order)
    return Page(
        number=page.number,
        blocks=tuple(blocks),
        figures=tuple(_figures(page.number, pieces)),
        width=page.width,
        height=page.height,
        rotation=page.rotation,
        route=page.route,
        has_text=bool(text),
        has_image=page.has_image,
        damage=page.damage,
    )


def _reading_order(block: Line | Grid) -> tuple[float, float]:
    box = block.box or Box(0, 0, 0, 0)
    middle = (box.top + box.bottom) / 2 if isinstance(block, Line) else box.top
    return (round(middle / 3), box.x0)


def _figures(number: int, pieces: Iterable[_Piece]) -> Iterator[PrintedFigure]:
    for piece in pieces:
        string = "".join(char.text for char in piece.letters)
        for match in FIGURE.finditer(string):
            chars = piece.letters[match.start() : match.end()]
            yield PrintedFigure(number, match.group(), letters.shown(chars))
