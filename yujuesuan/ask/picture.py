"""Draw the plan of a page: its marks over the page itself, and beside it what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFont

from extract.files import find
from extract.types import Box, Grid
from yujuesuan.ask.page import BADGE_RADIUS, TEXT_SIZE, Mark, Plan, path
from yujuesuan.errors import UsageError

Colour = tuple[int, int, int]
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

# Colour, strength of the tint (of 1) and name of what is marked, as the legend lists it.
KINDS: dict[str, tuple[Colour, float, str]] = {
    "header": ((37, 99, 235), 0.18, "header cells"),
    "label": ((217, 119, 6), 0.14, "label cells"),
    "amount": ((22, 163, 74), 0.18, "amount cells"),
    "caption": ((8, 145, 178), 0.16, "captions inside the frame"),
    "blank": ((148, 163, 184), 0.0, "blank cells"),
    "line": ((250, 204, 21), 0.5, "figures in prose"),
    "furniture": ((100, 116, 139), 0.3, "figures in page furniture"),
    "doubtful": ((192, 38, 211), 1.0, "cells to doubt: two readings differ, or unsure"),
    "unexplained": ((220, 38, 38), 1.0, "figures unexplained"),
}
CELLS = ("header", "label", "amount", "caption", "blank")
SIGNS = ("doubtful", "unexplained")
WHITE: Colour = (255, 255, 255)
INK: Colour = (30, 41, 59)
PALE: Colour = (100, 116, 139)
ALARM = KINDS["unexplained"][0]
BADGE: Colour = (30, 64, 175)
PAPER: Colour = (248, 250, 252)
RULE: Colour = (203, 213, 225)

DPI = 150
# A poster, or a sheet of thousands of rows, would else not fit into memory.
MOST_PIXELS = 20_000_000
WIDEST = 8000
# Of the resolution, for pages laid out by us: their print is never small.
LAYOUT_SHARE = 0.7
# The panel grows with pages wider than this, to stay readable beside them.
WIDE = 1900
PANEL = 600
EDGE = 30
# Circles look rough unless they are drawn larger and then shrunk.
LARGER = 2

NO_FONT = "no font with Chinese characters was found: titles and headers are in the terminal"

# Common fonts that have simplified Chinese, with the number of the face: Linux, macOS, Windows.
# Pillow looks for them in the system's font folders.
FONTS = (
    ("NotoSansCJK-Regular.ttc", 2),
    ("NotoSansCJKsc-Regular.otf", 0),
    ("NotoSansSC-Regular.otf", 0),
    ("NotoSansSC-Regular.ttf", 0),
    ("SourceHanSansSC-Regular.otf", 0),
    ("wqy-microhei.ttc", 0),
    ("wqy-zenhei.ttc", 0),
    ("DroidSansFallbackFull.ttf", 0),
    ("NotoSerifCJK-Regular.ttc", 2),
    ("Hiragino Sans GB.ttc", 0),
    ("STHeiti Light.ttc", 0),
    ("PingFang.ttc", 0),
    ("Arial Unicode.ttf", 0),
    ("msyh.ttc", 0),
    ("simsun.ttc", 0),
)


@dataclass(frozen=True)
class _Entry:
    """A paragraph beside the page, behind the sign of a kind, the number of a column or nothing."""

    text: str
    sign: str | int | None = None
    colour: Colour = INK
    size: int = 19
    space: int = 4

    @property
    def pitch(self) -> int:
        """The distance of its lines."""
        return round(self.size * 1.35)


def save(plan: Plan, file: Path, target: Path, dpi: int = DPI) -> None:
    """Draw a plan into the PNG `target`.

    Raises UsageError where that cannot be written.
    """
    picture = draw(plan, file, dpi)
    try:
        picture.save(target, "PNG")
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}") from error


def draw(plan: Plan, file: Path, dpi: int = DPI) -> Image.Image:
    """Draw a plan over the page of the document `file`, with a panel to the right of it."""
    scale = dpi / 72
    entries = list(_entries(plan))
    if plan.page.width:
        scale = min(scale, sqrt(MOST_PIXELS / (plan.width * plan.height)))
        page = _rendered(file, plan, scale)
        if plan.page.route == "ocr":
            page = _level(page)
    else:
        scale *= LAYOUT_SHARE
        page = _written(plan, scale)
        if page.width < int(plan.width * scale) or page.height < int(plan.height * scale):
            entries.append(_Entry("the page goes on: only its beginning is drawn", colour=ALARM))
    page = ImageChops.multiply(page, _tints(plan, page.size, scale))
    signs = _signs(plan, page.size, scale)
    page.paste(signs, (0, 0), signs)
    readable = [entry for entry in entries if entry.text.isascii() or has_chinese()]
    panel = _panel(readable, max(dpi / DPI, page.width / WIDE))
    size = (page.width + panel.width, max(page.height, panel.height))
    whole = Image.new("RGB", size, PAPER)
    whole.paste(page, (0, 0))
    whole.paste(panel, (page.width, 0))
    ImageDraw.Draw(whole).line((page.width, 0, page.width, whole.height), fill=RULE, width=2)
    return whole


def _rendered(file: Path, plan: Plan, scale: float) -> Image.Image:
    if find.examine(file).format == "image":
        with Image.open(file) as pictures:
            pictures.seek(plan.page.number - 1)
            size = (round(plan.width * scale), round(plan.height * scale))
            return pictures.convert("RGB").resize(size)
    with pypdfium2.PdfDocument(file) as document:
        picture: Image.Image = document[plan.page.number - 1].render(scale=scale).to_pil()
    return picture.convert("RGB")


def _level(page: Image.Image) -> Image.Image:
    """Turn the picture of a scan as it was turned to be read."""
    from extract.readers.pdf import scan

    return Image.fromarray(scan.straightened(np.asarray(page, dtype=np.uint8)))


def _written(plan: Plan, scale: float) -> Image.Image:
    """Write the texts of a page that was laid out, as far down as fits into a picture."""
    width = min(round(plan.width * scale), WIDEST)
    height = min(round(plan.height * scale), MOST_PIXELS // width)
    page = Image.new("RGB", (width, height), WHITE)
    canvas = ImageDraw.Draw(page)
    font = _font(round(TEXT_SIZE * scale * 0.9))
    for block in plan.page.blocks:
        for item in block.cells if isinstance(block, Grid) else (block,):
            if item.box and (has_chinese() or item.text.isascii()):
                lines = _wrapped(item.text, font, (item.box.x1 - item.box.x0) * scale - 6)
                place = (item.box.x0 * scale + 3, item.box.top * scale + 1)
                canvas.multiline_text(place, "\n".join(lines), INK, font, spacing=2)
    return page


def _tints(plan: Plan, size: tuple[int, int], scale: float) -> Image.Image:
    """Colour what is marked; multiplied with the page, print stays as black as it is."""
    sheet = Image.new("RGB", size, WHITE)
    canvas = ImageDraw.Draw(sheet)
    for mark in plan.marks:
        if mark.kind not in SIGNS:
            _tint(canvas, mark, scale)
    return sheet


def _tint(canvas: ImageDraw.ImageDraw, mark: Mark, unit: float) -> None:
    colour, strength, _ = KINDS[mark.kind]
    if mark.kind in CELLS:
        x0, top, x1, bottom = _sides(mark.box, unit, room=-0.5)
        sides = (x0, top, max(x0, x1), max(top, bottom))
        canvas.rectangle(sides, _light(colour, strength), _light(colour, 0.6))
    else:
        sides = _sides(mark.box, unit, room=1.5)
        canvas.rounded_rectangle(sides, 2 * unit, fill=_light(colour, strength))


def _light(colour: Colour, strength: float) -> Colour:
    red, green, blue = (round(255 - (255 - part) * strength) for part in colour)
    return red, green, blue


def _sides(box: Box, unit: float, room: float) -> tuple[float, float, float, float]:
    """Return the sides of a box in pixels, moved outwards by so many points."""
    return (
        (box.x0 - room) * unit,
        (box.top - room) * unit,
        (box.x1 + room) * unit,
        (box.bottom + room) * unit,
    )


def _signs(plan: Plan, size: tuple[int, int], scale: float) -> Image.Image:
    """Draw what stands over the print on a transparent sheet: rings, frames and numbers."""
    sheet = Image.new("RGBA", (size[0] * LARGER, size[1] * LARGER))
    canvas = ImageDraw.Draw(sheet)
    unit = scale * LARGER
    for part in plan.parts:
        for frame in part.frames:
            sides = _sides(frame, unit, room=0)
            canvas.rectangle(sides, outline=BADGE, width=round(unit))
            _tag(canvas, sides[0] - 11 * unit, sides[1] + 7 * unit, part.table.number, unit)
        for badge in part.badges:
            _badge(canvas, badge.x * unit, badge.y * unit, badge.number, BADGE_RADIUS * unit)
    for mark in plan.marks:
        if mark.kind in SIGNS:
            _sign(canvas, mark, unit)
    return sheet.reduce(LARGER)


def _sign(canvas: ImageDraw.ImageDraw, mark: Mark, unit: float) -> None:
    colour = KINDS[mark.kind][0]
    if mark.kind == "doubtful":
        x0, top, x1, bottom = _sides(mark.box, unit, room=0)
        side = min(6 * unit, x1 - x0, bottom - top)
        canvas.polygon([(x1 - side, top), (x1, top), (x1, top + side)], colour)
    else:
        ring = _sides(mark.box, unit, room=4)
        canvas.rounded_rectangle(ring, 8 * unit, outline=colour, width=round(1.6 * unit))


def _badge(canvas: ImageDraw.ImageDraw, x: float, y: float, number: int, radius: float) -> None:
    canvas.ellipse((x - radius, y - radius, x + radius, y + radius), BADGE)
    canvas.text((x, y), str(number), WHITE, _font(round(radius * 1.25)), anchor="mm")


def _tag(canvas: ImageDraw.ImageDraw, x: float, y: float, number: int, unit: float) -> None:
    """Write the number of a table to the left of it, or over its border where there is no room."""
    x = max(x, 10 * unit)
    box = (x - 10 * unit, y - 7 * unit, x + 10 * unit, y + 7 * unit)
    canvas.rounded_rectangle(box, 3 * unit, fill=BADGE)
    canvas.text((x, y), f"T{number}", WHITE, _font(round(9 * unit)), anchor="mm")


# ---------------------------------------------------------------- beside the page


def _entries(plan: Plan) -> Iterator[_Entry]:
    yield _Entry(plan.file_name, size=22)
    yield _Entry(f"page {plan.page.number} of {plan.page_count}", colour=PALE)
    for note in plan.notes:
        yield _Entry(note, colour=ALARM if note.startswith("needs_ocr") else INK)
    yield from _legend(plan)
    for part in plan.parts:
        yield _Entry(f"Table {part.table.number}", colour=BADGE, size=24, space=26)
        yield _Entry(part.title)
        yield _Entry(part.size, colour=PALE, space=10)
        for column in part.table.columns:
            yield _Entry(path(column), column.number, INK if column.header else PALE)
    if plan.parts and not has_chinese():
        yield _Entry(NO_FONT, colour=ALARM, space=26)


def _legend(plan: Plan) -> Iterator[_Entry]:
    counts = {kind: sum(mark.kind == kind for mark in plan.marks) for kind in KINDS}
    counts |= {kind: plan.figures[kind] for kind in ("line", "furniture", "unexplained")}
    figures = f"{plan.figures.total():,} figures printed: {plan.figures['cell']:,} in cells"
    yield _Entry(f"{figures}, {plan.figures['header']:,} in headers", space=22)
    for kind, (_, _, name) in KINDS.items():
        if counts[kind] or kind == "unexplained":
            yield _Entry(f"{name}: {counts[kind]:,}", kind)
    if plan.unexplained:
        yield _Entry(", ".join(plan.unexplained[:60]), colour=ALARM)


def _panel(entries: list[_Entry], zoom: float) -> Image.Image:
    """Write the entries below each other, as high as they need."""
    y = EDGE
    placed = []
    for entry in entries:
        x = EDGE + (0 if entry.sign is None else 38)
        lines = list(_wrapped(entry.text, _font(entry.size), PANEL - x - EDGE))
        y += entry.space
        placed.append((x, y, lines, entry))
        y += entry.pitch * len(lines)
    unit = zoom * LARGER
    panel = Image.new("RGB", (round(PANEL * unit), round((y + EDGE) * unit)), PAPER)
    canvas = ImageDraw.Draw(panel)
    for x, top, lines, entry in placed:
        font = _font(round(entry.size * unit))
        for number, line in enumerate(lines):
            at = (x * unit, (top + number * entry.pitch) * unit)
            canvas.text(at, line, entry.colour, font)
        if entry.sign is not None:
            _explained(canvas, entry.sign, EDGE + 13, top + entry.size * 0.68, unit)
    return panel.reduce(LARGER)


def _explained(
    canvas: ImageDraw.ImageDraw, sign: str | int, x: float, y: float, unit: float
) -> None:
    """Draw the number of a column, or how a kind is marked, beside its explanation."""
    if isinstance(sign, int):
        _badge(canvas, x * unit, y * unit, sign, 12 * unit)
    elif sign in SIGNS:
        _sign(canvas, Mark(sign, Box(x - 8, y - 5, x + 8, y + 5)), unit)
    else:
        _tint(canvas, Mark(sign, Box(x - 12, y - 8, x + 12, y + 8)), unit)


def _wrapped(text: str, font: Font, width: float) -> Iterator[str]:
    """Break a text into lines: Chinese anywhere, Latin where there is a blank if possible."""
    for paragraph in text.splitlines() or [""]:
        line = ""
        for char in paragraph:
            if line and font.getlength(line + char) > width:
                head, blank, tail = line.rpartition(" ")
                if blank and line.isascii() and char != " ":
                    yield head
                    line = tail
                else:
                    yield line
                    line = ""
            line += char
        yield line


@cache
def _found() -> tuple[str, int] | None:
    """Find a font with Chinese characters on this machine."""
    for name, face in FONTS:
        try:
            return str(ImageFont.truetype(name, 10, face).path), face
        except OSError:
            continue
    return None


def has_chinese() -> bool:
    """Tell whether Chinese can be written into a picture on this machine."""
    return _found() is not None


@cache
def _font(size: int) -> Font:
    """Return a font with Chinese characters, or Pillow's own without them."""
    found = _found()
    return ImageFont.truetype(found[0], size, found[1]) if found else ImageFont.load_default(size)
