"""The letters of a page and where they stand; from letters to words and lines of text."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from extract.readers.pdf.clipping import Clips, Matrix
from extract.types import Box, Grid

GAP_IN_HEIGHTS = 1.5
# How much of an em square is above and below its letter: a tenth, in the usual fonts.
RIM = 0.1
# In points: no glyph is so flat, dashes of the smallest print included.
FLAT = 0.1
# In points: a line that is cut in the very middle is rather read twice than not at all.
SEEN = 0.1
FIRST_PRINTABLE = 0x20
TAB = 0x09
# pdfium's mark for a hyphen it removed, and halves of surrogate pairs: nothing to print
NO_CHARACTERS = frozenset({0xFFFE, *range(0xD800, 0xE000)})
# Of 1,650 published pages none has a letter without a map, and at most 3 strange ones in 100.
GARBLED_LETTERS = 5
GARBLED_SHARE = 1 / 10
FIGURE_LETTERS = frozenset("0123456789.,%-")
# GB 2312 has a dash and a minus of its own beside these
DASHES = frozenset("—–―−‐‑")


@dataclass(frozen=True)
class Letter:
    """A character as printed; its index names it to the reader it came from.

    `clip` is the rectangle to which it is clipped, if it reaches over it; `is_drawn` tells whether
    the middle of its line is to be seen all the same.
    """

    text: str
    box: Box
    index: int = -1
    clip: Box | None = None
    is_drawn: bool = True

    @property
    def x(self) -> float:
        """The middle from left to right."""
        return (self.box.x0 + self.box.x1) / 2

    @property
    def y(self) -> float:
        """The middle from top to bottom."""
        return (self.box.top + self.box.bottom) / 2

    @property
    def seat(self) -> tuple[float, float]:
        """The point by which its cell is found: its middle, or the nearest one that is drawn."""
        if self.clip is None:
            return self.x, self.y
        x = min(max(self.x, self.clip.x0), self.clip.x1)
        return x, min(max(self.y, self.clip.top), self.clip.bottom)

    @property
    def height(self) -> float:
        """How high it is, in points."""
        return self.box.bottom - self.box.top


@dataclass(frozen=True)
class Layer:
    """The text layer of a page: its lines, and how many characters have no place in Unicode."""

    lines: list[list[Letter]]
    unmapped: int = 0

    @property
    def letters(self) -> Iterator[str]:
        """What is printed, letter by letter."""
        return (letter.text for line in self.lines for letter in line if not letter.text.isspace())

    def has_words(self) -> bool:
        """Tell whether there is more than figures, such as the number of the page."""
        return any(letter not in FIGURE_LETTERS for letter in self.letters)

    def is_garbled(self) -> bool:
        """Tell whether the fonts of a page have no map, or a wrong one, to Unicode.

        Such a map leads to control codes, private characters or scripts nobody here writes in.
        Where only names are garbled, the figures beside them do not make up for that.
        """
        words = [letter for letter in self.letters if letter not in FIGURE_LETTERS]
        strange = self.unmapped + sum(map(_is_strange, words))
        total = self.unmapped + len(words)
        return strange >= GARBLED_LETTERS and strange > GARBLED_SHARE * total


@cache
def _is_strange(letter: str) -> bool:
    if letter in DASHES:
        return False
    try:
        unicodedata.normalize("NFKC", letter).encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def text_layer(page: pypdfium2.PdfPage) -> Layer:
    """Return the letters of a page, grouped into the lines pdfium sees."""
    with _upright(page) as (text_page, place):
        layer = _layer(text_page, place)
        turns = _turns(page)
        clips = Clips(text_page, turns[0] if turns else None)
        lines = [_clipped(line, clips, place) for line in layer.lines]
        return replace(layer, lines=lines)


def _clipped(line: list[Letter], clips: Clips, place: _Place) -> list[Letter]:
    """Say which letters of a line are clipped; all of a word are, or none, if its ends agree."""

    def clip_of(letter: Letter) -> Box | None:
        origin = place(0.0, 0.0, 0.0, 0.0)
        x, y = letter.x - origin.x0, origin.top - letter.y
        sides = clips.around(letter.index, x, y, letter.height)
        return place(*sides) if sides else None

    result: list[Letter] = []
    for is_blank, group in groupby(line, key=lambda letter: letter.text.isspace()):
        word = list(group)
        ends = () if is_blank else (clip_of(word[0]), clip_of(word[-1]))
        if all(clip is None or all(_is_whole(one.box, clip) for one in word) for clip in ends):
            result.extend(word)
            continue
        # not letter by letter: of 12.30, cut through the middle, the point would be on another page
        box = hull(word)
        y = (box.top + box.bottom) / 2
        for letter in word:
            clip = clip_of(letter)
            upright = replace(box, x0=letter.box.x0, x1=letter.box.x1)
            if clip is not None and not _is_whole(upright, clip):
                is_drawn = clip.holds(letter.x, y, SEEN)
                result.append(replace(letter, clip=clip, is_drawn=is_drawn))
            else:
                result.append(letter)
    return result


def _is_whole(box: Box, clip: Box) -> bool:
    return (
        clip.x0 <= box.x0
        and box.x1 <= clip.x1
        and clip.top <= box.top
        and box.bottom <= clip.bottom
    )


def _layer(text_page: pypdfium2.PdfTextPage, place: _Place) -> Layer:
    left, right, bottom, top = sides = [ctypes.c_double() for _ in range(4)]
    pointers = [ctypes.byref(side) for side in sides]
    lines: list[list[Letter]] = [[]]
    unmapped = 0
    for index in range(pdfium.FPDFText_CountChars(text_page.raw)):
        code = pdfium.FPDFText_GetUnicode(text_page.raw, index)
        is_unmapped = pdfium.FPDFText_HasUnicodeMapError(text_page.raw, index) == 1
        if code in (0x0A, 0x0D):
            lines.append([])
            continue
        if code < FIRST_PRINTABLE or code in NO_CHARACTERS:
            unmapped += is_unmapped or code != TAB
            continue
        # what pdfium makes of a code without a map may look like any letter
        unmapped += is_unmapped
        pdfium.FPDFText_GetCharBox(text_page.raw, index, *pointers)
        is_flat = top.value - bottom.value < FLAT or right.value - left.value < FLAT
        if is_flat and not chr(code).isspace():
            _give_height(text_page, index, sides)
        box = place(left.value, bottom.value, right.value, top.value)
        lines[-1].append(Letter(chr(code), box, index))
    return Layer(
        [line for line in lines if any(not char.text.isspace() for char in line)], unmapped
    )


def _give_height(
    text_page: pypdfium2.PdfTextPage, index: int, sides: Sequence[ctypes.c_double]
) -> None:
    """Put the em square of a letter, less a rim, in place of a box without height (or width).

    Such is the box of a letter whose font is neither embedded nor on this machine: without the
    glyph, pdfium knows where it stands and how wide it is, but not how high. What is read must not
    depend on the fonts of the machine. Blanks have no height anywhere, and keep none.
    """
    square = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(text_page.raw, index, square):
        return
    left, right, bottom, top = sides
    if top.value - bottom.value < FLAT:
        rim = RIM * (square.top - square.bottom)
        bottom.value, top.value = square.bottom + rim, square.top - rim
    else:
        rim = RIM * (square.right - square.left)
        left.value, right.value = square.left + rim, square.right - rim


_Place = Callable[[float, float, float, float], Box]


@contextmanager
def _upright(page: pypdfium2.PdfPage) -> Iterator[tuple[pypdfium2.PdfTextPage, _Place]]:
    """Open the text of a page as it is shown, and say how its places become points from the top.

    A page shown on its side is turned first, and back at the end: pdfium leaves out text that runs
    upwards where it has no glyphs for it, as it is then too thin to be seen.
    """
    x0, y0, x1, y1 = page.get_cropbox()
    turns = _turns(page)
    left_side = 0.0 if turns else x0
    top_side = y1 if not turns else x1 - x0 if page.get_rotation() in (90, 270) else y1 - y0

    def place(left: float, bottom: float, right: float, top: float) -> Box:
        return Box(left - left_side, top_side - top, right - left_side, top_side - bottom)

    if turns:
        _turn(page, turns[0])
    text_page = page.get_textpage()
    try:
        yield text_page, place
    finally:
        text_page.close()
        if turns:
            _turn(page, turns[1])


def _turns(page: pypdfium2.PdfPage) -> tuple[Matrix, Matrix] | None:
    """Return how the content of a page is turned to how it is shown, and back."""
    x0, y0, x1, y1 = page.get_cropbox()
    match page.get_rotation():
        case 90:
            return (0, -1, 1, 0, -y0, x1), (0, 1, -1, 0, x1, y0)
        case 180:
            return (-1, 0, 0, -1, x1, y1), (-1, 0, 0, -1, x1, y1)
        case 270:
            return (0, 1, -1, 0, y1, -x0), (0, -1, 1, 0, x0, y1)
    return None


def _turn(page: pypdfium2.PdfPage, matrix: Matrix) -> None:
    for number in range(pdfium.FPDFPage_CountObjects(page.raw)):
        pdfium.FPDFPageObj_Transform(pdfium.FPDFPage_GetObject(page.raw, number), *matrix)


def text_objects(page: Callable[[], pypdfium2.PdfPage]) -> Callable[[Letter], int]:
    """Return a function that names the text object which draws a letter; rarely needed."""

    @cache
    def opened() -> pypdfium2.PdfTextPage:
        upright = page()
        if turns := _turns(upright):
            _turn(upright, turns[0])
        return upright.get_textpage()

    def text_object(char: Letter) -> int:
        drawn = pdfium.FPDFText_GetTextObject(opened().raw, char.index)
        return ctypes.cast(drawn, ctypes.c_void_p).value or 0

    return text_object


def outside(line: list[Letter], grids: Sequence[Grid]) -> list[Letter]:
    """Return the letters of a line that stand in none of the grids, as far as they are drawn."""
    line = [letter for letter in line if letter.is_drawn]
    for frame in (grid.box for grid in grids if grid.box):
        line = [letter for letter in line if not frame.holds(*letter.seat, 1)]
    return line


def runs(chars: list[Letter]) -> Iterator[list[Letter]]:
    """Split a line into runs of text that stand apart by more than a wide blank."""
    height = max((c.box.bottom - c.box.top for c in chars if not c.text.isspace()), default=4.0)
    run: list[Letter] = []
    last: Letter | None = None
    for char in chars:
        if char.text.isspace():
            if run:
                run.append(char)
            continue
        if last and (
            char.box.x0 - last.box.x1 > GAP_IN_HEIGHTS * height
            or abs(char.y - last.y) > height
            or char.box.x0 < last.box.x0 - height
        ):
            yield run
            run = []
        run.append(char)
        last = char
    if run:
        yield run


def words(line: list[Letter]) -> Iterator[list[Letter]]:
    """Split a line wherever there is a blank, keeping the blank at the end of its word."""
    word: list[Letter] = []
    for run in runs(line):
        for char in run:
            if word and word[-1].text.isspace() and not char.text.isspace():
                yield word
                word = []
            word.append(char)
        if word:
            yield word
            word = []


def mended(text: list[list[Letter]], grids: Sequence[Grid]) -> list[list[Letter]]:
    """Join the pieces of letter-spaced prose, which pdfium takes for lines of their own.

    Within a grid, pieces side by side are neighbouring cells.
    """
    free = [n for n, line in enumerate(text) if len(outside(line, grids)) == len(line)]
    chains: dict[int, list[Letter]] = {}
    for number in sorted(free, key=lambda n: _ends(text[n])[0].x0):
        chain = next((chain for chain in chains.values() if _goes_on(chain, text[number])), None)
        if chain is None:
            chains[number] = list(text[number])
        else:
            chain.extend(text[number])
    joined = set(free) - chains.keys()
    return [chains.get(n, line) for n, line in enumerate(text) if n not in joined]


def _ends(line: list[Letter]) -> tuple[Box, Box]:
    first = next(char.box for char in line if not char.text.isspace())
    return first, next(char.box for char in reversed(line) if not char.text.isspace())


def _goes_on(line: list[Letter], piece: list[Letter]) -> bool:
    """Tell whether a piece stands directly to the right of a line, on the same height."""
    last, first = _ends(line)[1], _ends(piece)[0]
    height = max(last.bottom - last.top, first.bottom - first.top)
    return (
        abs(last.bottom - first.bottom) <= height / 2
        and last.x1 - height / 4 <= first.x0 <= last.x1 + GAP_IN_HEIGHTS * height
    )


def hull(run: Sequence[Letter]) -> Box:
    """Return the smallest box around the letters of a run."""
    boxes = [char.box for char in run if not char.text.isspace()]
    return Box(
        min(b.x0 for b in boxes),
        min(b.top for b in boxes),
        max(b.x1 for b in boxes),
        max(b.bottom for b in boxes),
    )


def shown(run: Sequence[Letter]) -> Box:
    """Return the box around a run, moved to the edge of the clip that cuts it off, if one does."""
    box, clip = hull(run), run[0].clip
    if clip is None:
        return box
    x = min(max(box.x0, clip.x0), clip.x1)
    y = min(max(box.top, clip.top), clip.bottom)
    return Box(x, y, min(max(box.x1, x), clip.x1), min(max(box.bottom, y), clip.bottom))


def joined(parts: list[list[Letter]]) -> str:
    """Join the pieces of a cell's text: a line break where the print goes to a new line."""
    text = ""
    last: Letter | None = None
    for part in _downwards(parts):
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


def _downwards(parts: list[list[Letter]]) -> list[list[Letter]]:
    """Order lines of text from top to bottom, where each stands below another one entirely.

    pdfium gives them as they were drawn, and some programs draw the last line of a cell first.
    Where some stand side by side or over each other, the order in which they were drawn is kept.
    """
    lines = [part for part in parts if any(not char.text.isspace() for char in part)]
    lines.sort(key=lambda part: hull(part).top)
    hulls = [hull(part) for part in lines]
    apart = all(
        below.top > above.bottom - (above.bottom - above.top) / 4
        for above, below in pairwise(hulls)
    )
    return lines if apart else parts
