"""The letters of a page and where they stand; from letters to words and lines of text."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from extract.types import Box, Grid

GAP_IN_HEIGHTS = 1.5
FIRST_PRINTABLE = 0x20
TAB = 0x09
# pdfium's mark for a hyphen it removed, and halves of surrogate pairs: nothing to print
NO_CHARACTERS = frozenset({0xFFFE, *range(0xD800, 0xE000)})
# Of 1,650 published pages none has a letter without a map, and at most 3 strange ones in 100.
GARBLED_LETTERS = 5
GARBLED_SHARE = 1 / 10
FIGURE_LETTERS = frozenset("0123456789.,%-")
# GB 2312 has a dash of its own beside these
DASHES = frozenset("—–―")


@dataclass(frozen=True)
class Letter:
    """A character as printed; its index names it to the reader it came from."""

    text: str
    box: Box
    index: int = -1

    @property
    def x(self) -> float:
        """The middle from left to right."""
        return (self.box.x0 + self.box.x1) / 2

    @property
    def y(self) -> float:
        """The middle from top to bottom."""
        return (self.box.top + self.box.bottom) / 2


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
    text_page = page.get_textpage()
    place = _placer(page)
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
        box = place(left.value, bottom.value, right.value, top.value)
        lines[-1].append(Letter(chr(code), box, index))
    text_page.close()
    return Layer(
        [line for line in lines if any(not char.text.isspace() for char in line)], unmapped
    )


def _placer(page: pypdfium2.PdfPage) -> Any:
    """Return a function from user space to points from the top left of the page as shown."""
    x0, y0, x1, y1 = page.get_cropbox()
    width, height, rotation = x1 - x0, y1 - y0, page.get_rotation()

    def point(x: float, y: float) -> tuple[float, float]:
        x, y = x - x0, y - y0
        match rotation:
            case 90:
                return y, x
            case 180:
                return width - x, y
            case 270:
                return height - y, width - x
        return x, height - y

    def place(left: float, bottom: float, right: float, top: float) -> Box:
        if rotation == 0:  # nearly always, and this is done for every letter
            return Box(left - x0, height - (top - y0), right - x0, height - (bottom - y0))
        ax, ay = point(left, bottom)
        bx, by = point(right, top)
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))

    return place


def text_objects(page: Callable[[], pypdfium2.PdfPage]) -> Callable[[Letter], int]:
    """Return a function that names the text object which draws a letter; rarely needed."""
    opened = cache(lambda: page().get_textpage())

    def text_object(char: Letter) -> int:
        drawn = pdfium.FPDFText_GetTextObject(opened().raw, char.index)
        return ctypes.cast(drawn, ctypes.c_void_p).value or 0

    return text_object


def outside(line: list[Letter], grids: Sequence[Grid]) -> list[Letter]:
    """Return the letters of a line that stand in none of the grids."""
    for frame in (grid.box for grid in grids if grid.box):
        line = [letter for letter in line if not frame.holds(letter.x, letter.y, 1)]
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


def joined(parts: list[list[Letter]]) -> str:
    """Join the pieces of a cell's text: a line break where the print goes to a new line."""
    text = ""
    last: Letter | None = None
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
