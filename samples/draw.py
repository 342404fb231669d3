"""Draw the sample disclosures as PDFs from the files in data/.

    python samples/draw.py [--font PATH] [--out DIR]

One folder of data/ is one disclosure: disclosure.yaml holds its order, prose and captions, one
CSV per table its cells as printed. In a CSV a cell `<` is merged with its left neighbour and a
cell `^` with the one above. Drawing twice gives the same bytes.
"""

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus import Table as Grid

HERE = Path(__file__).parent
FONT = "WenQuanYi Zen Hei"
FONT_FILE = "wqy-zenhei.ttc"
FONT_FOLDERS = ("/usr/share/fonts", "~/.local/share/fonts", "~/.fonts", "/Library/Fonts")

TEXT_MARGIN = 80.0
TABLE_MARGIN = 34.0
TOP, BOTTOM = 48.0, 46.0
PADDING = 2.0
LEADING = 1.25
LONG = 24
FIGURE = re.compile(r"-?[\d,]+\.\d+|0|-")
CODE = re.compile(r"\d+")
# Figures, codes and Latin words stay in one line wherever they fit into one.
TOKEN = re.compile(r"[0-9A-Za-z.,%+*≥≤<-]+|.")
SIDES = {1: ["CENTER"], 2: ["LEFT", "RIGHT"], 3: ["LEFT", "CENTER", "RIGHT"]}
NOT_AT_START = "，。、；：！？）)》”’】%"
NOT_AT_END = "（(《“‘【"

Merge = tuple[int, int]
Look = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Table:
    """One table of a disclosure: its cells as printed and what stands around them."""

    file: str
    title: str
    cells: list[list[str]]
    header_rows: int
    widths: list[float]
    number: str = ""
    above: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    landscape: bool = False
    repeat_header: bool = False
    centred: bool = False
    breaks: list[int] = field(default_factory=list)
    size: float = 8.0
    row_height: float = 15.0


@dataclass(frozen=True)
class Piece:
    """The rows of a table that stand on one page."""

    cells: list[list[str]]
    heights: list[float]
    header_rows: int


# ---------------------------------------------------------------- text


def width_of(text: str, size: float) -> float:
    """Measure text in points."""
    return float(pdfmetrics.stringWidth(text, FONT, size))


def tokens(text: str, width: float, size: float) -> Iterator[str]:
    """Cut text where a line may end; what fits in no line comes letter by letter."""
    for token in TOKEN.findall(text):
        yield from [token] if width_of(token, size) <= width else token


def wrap(text: str, width: float, size: float, indent: float = 0.0) -> list[str]:
    """Break text into lines the way Chinese is set: no line starts with closing punctuation."""
    lines: list[str] = []
    line: list[str] = []
    for token in tokens(text, width, size):
        room = width if lines else width - indent
        if line and width_of("".join(line) + token, size) > room:
            rest = [token]
            while len(line) > 1 and (rest[0][0] in NOT_AT_START or line[-1][-1] in NOT_AT_END):
                rest.insert(0, line.pop())
            lines.append("".join(line))
            line = rest
        else:
            line.append(token)
    return [*lines, "".join(line)]


def style(size: float, align: int = TA_LEFT, indent: float = 0.0, **more: Any) -> ParagraphStyle:
    """Make a paragraph style with the one font there is."""
    return ParagraphStyle(
        "", fontName=FONT, fontSize=size, alignment=align, firstLineIndent=indent, **more
    )


def paragraph(text: str, width: float, look: ParagraphStyle) -> Paragraph:
    """Make a paragraph broken by `wrap`, because reportlab breaks Chinese inside figures."""
    room = width - look.leftIndent
    lines = wrap(text, room, look.fontSize, look.firstLineIndent)
    return Paragraph("<br/>".join(escape(line) for line in lines), look)


# ---------------------------------------------------------------- prose

TITLE = style(18, TA_CENTER, leading=30, spaceAfter=10)
HEADING = style(14, TA_LEFT, 28, leading=26, spaceBefore=4, keepWithNext=1)
SUBHEADING = style(12, TA_LEFT, 24, leading=22, keepWithNext=1)
BODY = style(12, TA_LEFT, 24, leading=22)
COVER = style(24, TA_CENTER, leading=42)
COVER_LINE = style(15, TA_CENTER, leading=42)
CONTENTS = style(12, TA_LEFT, 0, leading=21)
MARKS = {"# ": TITLE, "## ": HEADING, "### ": SUBHEADING}
TEXT_WIDTH = A4[0] - 2 * TEXT_MARGIN


def draw_cover(text: str) -> Iterator[Flowable]:
    """Draw title lines large in the upper half, lines after a blank one small below."""
    title, _, foot = text.strip().partition("\n\n")
    yield Spacer(0, 150)
    yield from (paragraph(line, TEXT_WIDTH, COVER) for line in title.splitlines())
    yield Spacer(0, 260)
    yield from (paragraph(line, TEXT_WIDTH, COVER_LINE) for line in foot.splitlines())


def draw_contents(text: str) -> Iterator[Flowable]:
    """Draw the contents list; an indented line is an entry below the one before."""
    yield paragraph("目  录", TEXT_WIDTH, TITLE)
    for line in text.splitlines():
        entry = line.strip()
        look = ParagraphStyle("", CONTENTS, leftIndent=24 if line != entry else 0)
        yield paragraph(entry, TEXT_WIDTH, look)


def draw_prose(text: str) -> Iterator[Flowable]:
    """Draw `# ` parts, `## ` sections, `### ` subsections, `> ` flush right, else paragraphs."""
    for line in filter(None, text.splitlines()):
        mark = line[: line.find(" ") + 1]
        if mark in MARKS:
            yield paragraph(line[len(mark) :], TEXT_WIDTH, MARKS[mark])
        elif mark == "> ":
            yield paragraph(line[2:], TEXT_WIDTH, style(12, TA_RIGHT, leading=22))
        else:
            yield paragraph(line, TEXT_WIDTH, BODY)


# ---------------------------------------------------------------- tables


def merges(cells: list[list[str]]) -> dict[Merge, Merge]:
    """Count the rows and columns each printed cell covers, by its upper left corner."""
    found = {}
    for r, row in enumerate(cells):
        for c, text in enumerate(row):
            if text in ("<", "^"):
                continue
            right = next((k for k in range(c + 1, len(row)) if row[k] != "<"), len(row))
            down = next((k for k in range(r + 1, len(cells)) if cells[k][c] != "^"), len(cells))
            found[r, c] = (down - r, right - c)
    return found


def column_widths(table: Table) -> list[float]:
    """Scale the widths of the data file to the width of the page."""
    page = A4[1] if table.landscape else A4[0]
    scale = (page - 2 * TABLE_MARGIN) / sum(table.widths)
    return [scale * width for width in table.widths]


def cell_lines(table: Table, place: Merge, width: float) -> list[str]:
    """Wrap a cell. A figure that would need two lines is an error of the data file."""
    text = table.cells[place[0]][place[1]]
    lines = wrap(text, width - 2 * PADDING, table.size)
    if FIGURE.fullmatch(text) and len(lines) > 1:
        raise ValueError(f"{table.file}, cell {place}: column too narrow for {text}")
    return lines


def layout(table: Table) -> tuple[list[list[str]], list[float]]:
    """Break the cells into lines and find row heights that hold them all."""
    widths = column_widths(table)
    cells = [list(row) for row in table.cells]
    heights = [table.row_height] * len(cells)
    for (r, c), (rows, columns) in sorted(merges(cells).items(), key=lambda item: item[1]):
        lines = cell_lines(table, (r, c), sum(widths[c : c + columns]))
        cells[r][c] = "\n".join(lines)
        need = len(lines) * table.size * LEADING + 2 * PADDING + 1
        missing = need - sum(heights[r : r + rows])
        if missing > 0:
            for k in range(r, r + rows):
                heights[k] += missing / rows
    return cells, heights


def pieces(table: Table, first: float, rest: float) -> Iterator[Piece]:
    """Cut a table where a page ends: `first` points are free on its first page, then `rest`."""
    cells, heights = layout(table)
    head = table.header_rows
    start, room, rows = head, first - sum(heights[:head]), list(range(head))
    for r in range(head, len(cells)):
        if heights[r] > room or r in table.breaks:
            yield Piece(cut(cells, rows, start), [heights[k] for k in rows], head)
            head = table.header_rows if table.repeat_header else 0
            start, rows, room = r, list(range(head)), rest - sum(heights[:head])
        rows.append(r)
        room -= heights[r]
    yield Piece(cut(cells, rows, start), [heights[k] for k in rows], head)


def cut(cells: list[list[str]], rows: list[int], start: int) -> list[list[str]]:
    """Take the given rows; a merged cell cut by the page's end goes on as a blank one."""
    blank = ["" if text == "^" else text for text in cells[start]]
    return [blank if r == start else cells[r] for r in rows]


def align(table: Table, text: str, place: Merge, covers: Merge, head: int) -> str:
    """Put headers, codes and merged cells in the middle, figures right, names left."""
    text = text.replace("\n", "")
    if FIGURE.fullmatch(text) and not table.centred:
        return "RIGHT" if place[0] >= head else "CENTER"
    if place[0] < head or covers != (1, 1) or CODE.fullmatch(text) or text == "合计":
        return "CENTER"
    return "CENTER" if table.centred and len(text) < LONG else "LEFT"


def ruled(table: Table, piece: Piece) -> Grid:
    """Draw the piece as a fully ruled grid, merged cells really merged."""
    look: Look = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("FONT", (0, 0), (-1, -1), FONT, table.size, table.size * LEADING),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), PADDING),
        ("BOTTOMPADDING", (0, 0), (-1, -1), PADDING),
    ]
    for (r, c), (rows, columns) in merges(piece.cells).items():
        text = piece.cells[r][c]
        side = align(table, text, (r, c), (rows, columns), piece.header_rows)
        look.append(("ALIGN", (c, r), (c, r), side))
        if rows * columns > 1:
            look.append(("SPAN", (c, r), (c + columns - 1, r + rows - 1)))
    shown = [["" if text in ("<", "^") else text for text in row] for row in piece.cells]
    return Grid(shown, column_widths(table), piece.heights, style=look)


def caption(table: Table, width: float) -> list[Flowable]:
    """Draw table number, title and the line with the body's name, the year and the unit."""
    drawn: list[Flowable] = []
    if table.number:
        drawn.append(paragraph(table.number, width, style(9, TA_RIGHT, leading=13)))
    drawn.append(paragraph(table.title, width, style(15, TA_CENTER, leading=24)))
    if table.above:
        sides = SIDES[len(table.above)]
        look: Look = [("FONT", (0, 0), (-1, -1), FONT, 9)]
        look += [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT")]
        look += [("ALIGN", (k, 0), (k, 0), side) for k, side in enumerate(sides)]
        drawn.append(Grid([table.above], [width / len(sides)] * len(sides), [18], style=look))
    return [*drawn, Spacer(0, 4)]


def draw_table(table: Table) -> Iterator[Flowable]:
    """Draw a table from its caption to its notes, over as many pages as it needs."""
    page = landscape(A4) if table.landscape else A4
    width, height = page[0] - 2 * TABLE_MARGIN, page[1] - TOP - BOTTOM - 1
    above = caption(table, width)
    yield from above
    used = sum(part.wrap(width, height)[1] for part in above)
    for number, piece in enumerate(pieces(table, height - used, height)):
        if number:
            yield PageBreak()
        yield ruled(table, piece)
    yield Spacer(0, 4)
    yield from (paragraph(note, width, style(9, leading=14)) for note in table.notes)


# ---------------------------------------------------------------- disclosures


def read_table(folder: Path, entry: dict[str, Any]) -> Table:
    """Read a table from its entry in disclosure.yaml and the CSV that entry names."""
    path = folder / f"{entry['table']}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        cells = list(csv.reader(file))
    known = {key: value for key, value in entry.items() if key != "table"}
    table = Table(file=f"{folder.name}/{path.name}", cells=cells, **known)
    if any(len(row) != len(table.widths) for row in cells):
        raise ValueError(f"{table.file}: rows must have {len(table.widths)} cells")
    return table


def draw_part(folder: Path, part: dict[str, Any]) -> tuple[str, Iterable[Flowable]]:
    """Draw one part of a disclosure; say which page template it wants."""
    match part:
        case {"cover": text}:
            return "text", draw_cover(text)
        case {"contents": text}:
            return "text", draw_contents(text)
        case {"prose": text}:
            return "text", draw_prose(text)
        case {"table": _}:
            table = read_table(folder, part)
            return "wide" if table.landscape else "tall", draw_table(table)
    raise ValueError(f"{folder.name}: a part is a cover, contents, prose or table: {list(part)}")


def page_number(canvas: Canvas, document: BaseDocTemplate) -> None:
    """Print the page number at the foot."""
    canvas.setFont(FONT, 9)
    canvas.drawCentredString(canvas._pagesize[0] / 2, 26, f"- {document.page} -")


def template(name: str, size: tuple[float, float], margin: float) -> PageTemplate:
    """Make a kind of page: one frame and a page number."""
    frame = Frame(margin, BOTTOM, size[0] - 2 * margin, size[1] - TOP - BOTTOM, 0, 0, 0, 0)
    return PageTemplate(name, [frame], onPage=page_number, pagesize=size)


def draw(folder: Path, out: Path) -> None:
    """Draw one disclosure. `invariant` leaves out the date, so the bytes depend on the data."""
    parts = yaml.safe_load((folder / "disclosure.yaml").read_text(encoding="utf-8"))
    story: list[Flowable] = []
    for part in parts:
        name, drawn = draw_part(folder, part)
        story += [NextPageTemplate(name), PageBreak(), *drawn]
    document = BaseDocTemplate(
        str(out), pagesize=A4, title=folder.name, initialFontName=FONT, invariant=1
    )
    document.addPageTemplates(
        [
            template("text", A4, TEXT_MARGIN),
            template("tall", A4, TABLE_MARGIN),
            template("wide", landscape(A4), TABLE_MARGIN),
        ]
    )
    document.build(story[2:])


def find_font() -> Path:
    """Look for the font file where systems usually keep theirs."""
    for folder in FONT_FOLDERS:
        for path in sorted(Path(folder).expanduser().rglob(FONT_FILE)):
            return path
    raise SystemExit(f"{FONT_FILE} not found: install WenQuanYi Zen Hei or give --font PATH")


def main(arguments: list[str]) -> None:
    """Draw every disclosure of data/."""
    options = dict(zip(arguments[::2], arguments[1::2], strict=False))
    if len(arguments) % 2 or options.keys() - {"--font", "--out"}:
        raise SystemExit("usage: python samples/draw.py [--font PATH] [--out DIR]")
    pdfmetrics.registerFont(TTFont(FONT, options.get("--font") or str(find_font())))
    out = Path(options.get("--out", HERE))
    out.mkdir(parents=True, exist_ok=True)
    for folder in sorted(path.parent for path in HERE.glob("data/*/disclosure.yaml")):
        draw(folder, out / f"{folder.name}.pdf")
        print(f"{folder.name}.pdf")


if __name__ == "__main__":
    main(sys.argv[1:])
