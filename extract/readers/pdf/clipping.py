"""What of a page's text is drawn at all: a clip path cuts off what reaches over it.

Programs that print a sheet draw the whole text of a cell and clip it: to its cell, where it is too
long for its row, and to the page, where a merged cell goes on after the page's end. What is beyond
the clip is in the file, often over another row, and on no paper.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

# The matrix of a change of place: x to a·x + c·y + e, y to b·x + d·y + f.
Matrix = tuple[float, float, float, float, float, float]
# Left, bottom, right and top, counted from the bottom left corner of a page.
Sides = tuple[float, float, float, float]
# How far, in its heights, a letter may be out of the bounds of the object that draws it. Where the
# font is neither embedded nor on this machine, the bounds are flat and lack the last letter.
LOOSE = 1.5


@dataclass
class Clips:
    """The clip paths of the objects that draw the text of a page.

    `turned` says how these objects were turned before their places were asked, which leaves their
    clip paths where they were.
    """

    text_page: pypdfium2.PdfTextPage
    turned: Matrix | None = None
    _known: dict[int, tuple[Sides, Sides] | None] = field(default_factory=dict)

    def around(self, index: int, x: float, y: float, height: float) -> Sides | None:
        """Return the rectangle outside which the letter at (x, y) is not drawn, if there is one.

        None too where the object is not where its letter is: it then belongs to a drawing that is
        scaled into the page, and its clip path is told in the measures of that drawing.
        """
        drawn = pdfium.FPDFText_GetTextObject(self.text_page.raw, index)
        key = ctypes.cast(drawn, ctypes.c_void_p).value
        if key is None:
            return None
        if key not in self._known:
            self._known[key] = self._clip_and_bounds(drawn)
        known = self._known[key]
        if known is None:
            return None
        clip, (left, bottom, right, top) = known
        loose = LOOSE * height
        is_there = left - loose <= x <= right + loose and bottom - loose <= y <= top + loose
        return clip if is_there else None

    def _clip_and_bounds(self, drawn: Any) -> tuple[Sides, Sides] | None:
        clip_path = pdfium.FPDFPageObj_GetClipPath(drawn)
        count = pdfium.FPDFClipPath_CountPaths(clip_path)
        if count <= 0:  # -1 where there is none
            return None
        frames = [_frame(list(self._points(clip_path, number))) for number in range(count)]
        left, bottom = (max(frame[side] for frame in frames) for side in (0, 1))
        right, top = (min(frame[side] for frame in frames) for side in (2, 3))
        sides = [ctypes.c_float() for _ in range(4)]
        pdfium.FPDFPageObj_GetBounds(drawn, *map(ctypes.byref, sides))
        x0, y0, x1, y1 = (side.value for side in sides)
        return (left, bottom, right, top), (x0, y0, x1, y1)

    def _points(self, clip_path: Any, number: int) -> Iterator[tuple[float, float]]:
        x, y = ctypes.c_float(), ctypes.c_float()
        for segment in range(pdfium.FPDFClipPath_CountPathSegments(clip_path, number)):
            raw = pdfium.FPDFClipPath_GetPathSegment(clip_path, number, segment)
            pdfium.FPDFPathSegment_GetPoint(raw, ctypes.byref(x), ctypes.byref(y))
            if self.turned:
                a, b, c, d, e, f = self.turned
                yield a * x.value + c * y.value + e, b * x.value + d * y.value + f
            else:
                yield x.value, y.value


def _frame(points: list[tuple[float, float]]) -> Sides:
    """Return the smallest rectangle around a path; around an empty one, which shows nothing, none.

    Of a path with a hole, or of several rectangles, more is taken to be drawn than is.
    """
    if not points:
        return (0.0, 0.0, 0.0, 0.0)
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)
