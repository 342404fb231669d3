"""Recognise the words and the lattice of a page that is an image (optional extra `ocr`).

Nothing is fetched: the models are part of rapidocr. What is recognised is a reading like any
other, with a confidence; it is never repaired here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import camelot.image_processing
import cv2
import numpy as np
from numpy.typing import NDArray

from extract.types import Box

Image = NDArray[np.uint8]
DrawnLine = tuple[float, float, float, float]

DPI = 200
POINTS = 72 / DPI
# The longer side of A4 in pixels; the recogniser would else shrink it.
A4_SIDE = 2339
LONGEST_SIDE = 2400
# Words are found on a smaller picture than they are read from: half the memory and time, none lost.
FINDING_SIDE = 1440
# The scale of the picture, how far to turn it to either side, and in which steps (degrees).
SKEW_STEPS = ((0.25, 5.0, 0.5), (0.5, 0.5, 0.1), (0.5, 0.1, 0.02))
LEAST_SKEW = 0.05
# The shortest line is a 40th of the page.
LINE_SHARE = 40
# A line as near as this to the end of a word, in heights, is that cell's border.
BORDER = 0.35
HALF_WIDTH = 0.55
STROKE = 1.5

camelot_images: Any = camelot.image_processing


@dataclass(frozen=True)
class Word:
    """Recognised letters, in points from the top left corner, and how sure the reading is."""

    text: str
    box: Box
    confidence: float

    def letters(self) -> Iterator[tuple[str, Box]]:
        """Place each letter in the box by its usual width."""
        widths = [1.0 if unicodedata.east_asian_width(c) in "WF" else HALF_WIDTH for c in self.text]
        unit = (self.box.x1 - self.box.x0) / max(sum(widths), 1e-6)
        x = self.box.x0
        for letter, width in zip(self.text, widths, strict=True):
            yield letter, Box(x, self.box.top, x + width * unit, self.box.bottom)
            x += width * unit


@dataclass(frozen=True)
class Scan:
    """What was recognised on a page: words and the lines of the lattice, in points."""

    words: tuple[Word, ...]
    horizontal: tuple[DrawnLine, ...]
    vertical: tuple[DrawnLine, ...]


def recognise(image: Image) -> Scan:
    """Read a page rendered at 200 dpi."""
    image = straightened(image)
    horizontal, vertical = lattice(image)
    words = tuple(_words(image, vertical))
    return Scan(words, _in_place(horizontal, words), _in_place(vertical, words))


def straightened(image: Image) -> Image:
    """Turn a page so that its lattice and lines of text run level."""
    angle = skew(image)
    return image if abs(angle) < LEAST_SKEW else _turned(image, angle, (255, 255, 255))


def skew(image: Image) -> float:
    """Return the angle, in degrees, by which a page must be turned to run level.

    Level lines make the sharpest profile of ink from row to row. (Hough's transform takes seconds,
    and loses its way on pages of text without a lattice.)
    """
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    best = 0.0
    for scale, reach, step in SKEW_STEPS:
        small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        ink = np.asarray(255 - small, dtype=np.uint8)
        angles = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _sharpness(ink, float(angle))))
    return best


def _sharpness(ink: Image, angle: float) -> float:
    rows = _turned(ink, angle, (0,)).sum(axis=1, dtype=np.int64)
    return float((np.diff(rows) ** 2).sum())


def _turned(image: Image, angle: float, border: Sequence[float]) -> Image:
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(
        image, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=border
    )
    return np.asarray(turned, dtype=np.uint8)


def lattice(image: Image) -> tuple[list[DrawnLine], list[DrawnLine]]:
    """Find the horizontal and the vertical lines of the lattice, in pixels."""
    _, ink = camelot_images.adaptive_threshold(image)
    found: list[list[DrawnLine]] = []
    for direction in ("horizontal", "vertical"):
        _, lines = camelot_images.find_lines(ink, direction=direction, line_scale=LINE_SHARE)
        found.append([(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in lines])
    return found[0], found[1]


def _in_place(lines: Iterable[DrawnLine], words: Sequence[Word]) -> tuple[DrawnLine, ...]:
    """Turn lines from pixels into points, leaving out the strokes of large letters."""
    in_points = ((x0 * POINTS, y0 * POINTS, x1 * POINTS, y1 * POINTS) for x0, y0, x1, y1 in lines)
    return tuple(
        (x0, y0, x1, y1)
        for x0, y0, x1, y1 in in_points
        if not any(w.box.holds(x0, y0, STROKE) and w.box.holds(x1, y1, STROKE) for w in words)
    )


@cache
def _engine() -> Any:
    """Load the recogniser once in a process, on one thread: each core has a process."""
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": LONGEST_SIDE,
            "Global.use_cls": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": FINDING_SIDE,
            # One by one: a batch is as wide as its longest line.
            "Rec.rec_batch_num": 1,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _words(image: Image, vertical: Sequence[DrawnLine]) -> Iterator[Word]:
    # said each time: what it was asked for last would else be asked for again
    answer = _engine()(image, use_det=True, use_cls=False, use_rec=True)
    if answer.boxes is None:
        return
    for corners, text, score in zip(answer.boxes, answer.txts, answer.scores, strict=True):
        x0, top = np.asarray(corners).min(axis=0)
        x1, bottom = np.asarray(corners).max(axis=0)
        box = Box(float(x0), float(top), float(x1), float(bottom))
        cuts = sorted(_crossing(box, vertical))
        if cuts:
            yield from _cut(image, box, cuts)
        elif text.strip():
            yield Word(text, _in_points(box), float(score))


def _crossing(box: Box, vertical: Iterable[DrawnLine]) -> Iterator[float]:
    """Find where vertical lines cross a word: what was taken for one stands in several cells."""
    margin = BORDER * (box.bottom - box.top)
    middle = (box.top + box.bottom) / 2
    for x0, y0, x1, y1 in vertical:
        x = (x0 + x1) / 2
        is_border = y1 - y0 > box.bottom - box.top
        if is_border and y0 <= middle <= y1 and box.x0 + margin < x < box.x1 - margin:
            yield x


def _cut(image: Image, box: Box, cuts: Sequence[float]) -> Iterator[Word]:
    """Recognise the parts of a word between the lines, each by itself."""
    height, width = image.shape[:2]
    for left, right in zip([box.x0, *cuts], [*cuts, box.x1], strict=True):
        part = Box(left + 2, box.top, right - 2, box.bottom)
        x0, x1 = max(int(part.x0), 0), min(int(part.x1), width)
        y0, y1 = max(int(part.top), 0), min(int(part.bottom), height)
        if x1 - x0 < (y1 - y0) * BORDER:
            continue
        answer = _engine()(image[y0:y1, x0:x1], use_det=False, use_cls=False, use_rec=True)
        for text, score in zip(answer.txts or (), answer.scores or (), strict=True):
            if text.strip():
                yield Word(text, _in_points(part), float(score))


def _in_points(box: Box) -> Box:
    return Box(box.x0 * POINTS, box.top * POINTS, box.x1 * POINTS, box.bottom * POINTS)
