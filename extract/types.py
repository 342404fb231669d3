"""The few shapes every reader produces, whatever the format of the document.

A reader turns a file into pages; a page holds blocks in reading order: lines of text and grids
of cells. `extract.tables.join` joins grids into tables. Text is kept exactly as printed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Box:
    """A rectangle on a page, in points from the top left corner of the page as it is shown."""

    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Tell whether the point (x, y) lies inside, or at most `margin` points outside."""
        return (
            self.x0 - margin <= x <= self.x1 + margin
            and self.top - margin <= y <= self.bottom + margin
        )


@dataclass(frozen=True)
class Line:
    """A line of text outside every grid, as printed."""

    page: int
    text: str
    box: Box | None = None
    place: str | None = None


@dataclass(frozen=True)
class Cell:
    """One cell of a grid; row and column count from 0, spans say how far it is merged.

    `place` names the cell where a position in points makes no sense (line 12, sheet cell B7).
    `placement` is `printed` where the source shows the column, `placed` where blanks were lost
    and the accounting identities leave one column, `ambiguous` where they leave several, `guessed`
    where a page has no lattice and the blanks between words suggest the columns.
    `second_text` is what an independent reader put into the cell, where there is one.
    `is_full` tells that the last line fills its width, so that the text may go on on the next page;
    `rest` says where it does (page and box), once the two are joined.
    """

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None
    place: str | None = None
    placement: str = "printed"
    confidence: float | None = None
    second_text: str | None = None
    is_full: bool = False
    rest: tuple[tuple[int, Box], ...] = ()


@dataclass(frozen=True)
class Grid:
    """A ruled (or otherwise aligned) block of cells on one page.

    `edges` are the x positions of the column borders where the format has them. `header_rows`
    is set by readers that know it (layouts, marked header rows) and None where it must be found.
    """

    page: int
    row_count: int
    column_count: int
    cells: tuple[Cell, ...]
    route: str
    box: Box | None = None
    edges: tuple[float, ...] = ()
    header_rows: int | None = None
    confidence: float | None = None


@dataclass(frozen=True)
class PrintedFigure:
    """A number in the text layer of a page, and where it stands: the proof of completeness."""

    page: int
    text: str
    box: Box | None = None


@dataclass(frozen=True)
class PlacedFigure:
    """A printed figure and what it stands in: its cell by number of table, row and column.

    `region` is cell, header (no row), line, furniture, or None where nothing read holds it.
    """

    figure: PrintedFigure
    region: str | None
    table_no: int | None = None
    row_no: int | None = None
    column_no: int | None = None


@dataclass(frozen=True)
class Page:
    """One page (or sheet): its blocks in reading order and the figures of its text layer.

    `damage` says what of it is lost before it came to a reader: a cut end, bytes that are no text.
    """

    number: int
    blocks: tuple[Line | Grid, ...]
    figures: tuple[PrintedFigure, ...] = ()
    width: float | None = None
    height: float | None = None
    rotation: int = 0
    route: str = "none"
    has_text: bool = True
    has_image: bool = False
    damage: str | None = None


@dataclass(frozen=True)
class Caption:
    """A line that belongs to a table: above its grid, inside it (merged row), or below it."""

    where: str
    text: str
    page: int


@dataclass(frozen=True)
class Column:
    """A column of a table: the printed header words from top to leaf."""

    number: int
    header: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A body row of a table, counted from 1 over all its pages."""

    number: int
    page: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table as a reader of the document sees it: continuation pages joined, header found.

    `again` are the titles that later pages print inside the frame once more.
    """

    number: int
    first_page: int
    last_page: int
    captions: tuple[Caption, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    routes: tuple[str, ...]
    boxes: tuple[tuple[int, Box], ...] = ()
    headers: tuple[tuple[int, Cell], ...] = ()
    confidence: float | None = None
    again: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What one step did with one document: why something is missing is a query, not a log hunt."""

    step: str
    outcome: str
    reason: str = ""
    page: int | None = None


@dataclass(frozen=True)
class Source:
    """A file found on disk: where it is, what it holds (sha256), what it is by content."""

    path: Path
    file_name: str
    sha256: str
    byte_size: int
    format: str

    @property
    def document_id(self) -> str:
        """The first 16 hex digits of the content's sha256: the same bytes are the same document."""
        return self.sha256[:16]


@dataclass(frozen=True)
class Reading:
    """Everything read from one document; `figures` proves that nothing printed was lost."""

    source: Source
    pages: tuple[Page, ...] = ()
    tables: tuple[Table, ...] = ()
    lines: tuple[Line, ...] = ()
    outcomes: tuple[Outcome, ...] = field(default_factory=tuple)
    figures: tuple[PlacedFigure, ...] = ()
