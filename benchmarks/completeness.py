"""What becomes of every printed figure, city by city: `python benchmarks/completeness.py FOLDER`.

The city is what stands before the first `__` of a file name. Writes completeness.md beside this
program. A figure is landed where the cell it stands in has it in its text; amounts that stand
apart on lines outside every grid are listed, as they may be tables nobody read.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extract.files import find
from extract.landing.workers import read_all
from extract.numbers import is_amount, squeeze
from extract.read import read_source
from extract.tables import furniture
from extract.types import Grid, Line, Outcome, Page, Reading

HERE = Path(__file__).parent
# What a figure stands in, and the same for a person.
REGIONS = {
    "cell": "landed",
    "header": "in headers",
    "line": "in prose",
    "furniture": "in furniture",
    "unexplained": "unexplained",
}
ROUTES = ("lattice_vector", "lattice_combined", "network", "ocr", "needs_ocr", "html", "none")
SAME_ROW = 4.0


@dataclass
class Tally:
    """What was counted for one city."""

    find: int = 0
    routes: Counter[str] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)
    amounts: Counter[str] = field(default_factory=Counter)
    unread: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def __add__(self, other: Tally) -> Tally:
        """Add up two cities."""
        return Tally(
            self.documents + other.documents,
            self.routes + other.routes,
            self.figures + other.figures,
            self.amounts + other.amounts,
            self.unread + other.unread,
            self.refused + other.refused,
        )


def main() -> None:
    """Read a folder and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=HERE / "completeness.md")
    options = parser.parse_args()
    cities: dict[str, Tally] = {}
    for source, result in read_all(find.find([options.folder]), read_source):
        tally = cities.setdefault(source.file_name.split("__")[0], Tally())
        tally.documents += 1
        if isinstance(result, Outcome):
            tally.refused.append(f"{source.file_name}: {result.outcome}, {result.reason}")
        else:
            count(tally, result)
    options.out.write_text(report(cities), encoding="utf-8")
    print(options.out.read_text(encoding="utf-8"))


def count(tally: Tally, reading: Reading) -> None:
    """Count the pages and figures of one document."""
    tally.routes.update(page.route for page in reading.pages)
    texts: dict[tuple[int | None, ...], str] = {
        (table.number, row.number, cell.column + 1): squeeze(cell.text)
        for table in reading.tables
        for row in table.rows
        for cell in row.cells
    }
    for placed in reading.figures:
        figure, region = placed.figure, placed.region
        text = texts.get((placed.table_no, placed.row_no, placed.column_no), "")
        is_lost = region == "cell" and figure.box and figure.text not in text
        known = "unexplained" if is_lost or region is None else region
        tally.figures[known] += 1
        if is_amount(figure.text):
            tally.amounts[known] += 1
    running = furniture.find(reading.pages)
    for page in reading.pages:
        found = list(unread(page, running))
        if found:
            name = reading.source.file_name
            tally.unread.append(f"{name} page {page.number} ({page.route}): {', '.join(found[:6])}")


def unread(page: Page, running: furniture.Furniture) -> Iterable[str]:
    """Find amounts that stand apart, or beside other pieces of text, outside every grid."""
    lines = [b for b in page.blocks if isinstance(b, Line) and (page.number, b.text) not in running]
    frames = [b.box for b in page.blocks if isinstance(b, Grid) and b.box]
    for line in lines:
        if not line.box or not is_amount(line.text):
            continue
        middle = (line.box.top + line.box.bottom) / 2
        beside = any(
            other is not line and other.box and abs(other.box.top - line.box.top) < SAME_ROW
            for other in lines
        ) or any(frame.top <= middle <= frame.bottom for frame in frames)
        yield line.text if beside else f"{line.text} (alone)"


def report(cities: dict[str, Tally]) -> str:
    """Write the tables of the report."""
    total = sum(cities.values(), Tally())
    rows = [(city, cities[city]) for city in sorted(cities)] + [("**all**", total)]
    in_tables = total.amounts["cell"] + total.amounts["unexplained"]
    in_tables += sum(note.count(", ") + 1 for note in total.unread)
    return "\n".join(
        [
            "# Completeness",
            "",
            f"{total.documents} documents, {sum(total.routes.values()):,} pages, "
            f"{sum(total.figures.values()):,} printed figures, of which "
            f"{sum(total.amounts.values()):,} are amounts. "
            f"Of {in_tables:,} amounts that stand in tables, or look as if they did, "
            f"{total.amounts['cell']:,} are landed: "
            f"{total.amounts['cell'] / max(in_tables, 1):.3%}.",
            "",
            "Pages by the route that read their tables; `none` are pages without any.",
            "",
            *table(
                ("city", "documents", "pages", *ROUTES),
                ((c, t.documents, t.routes.total(), *pick(t.routes, ROUTES)) for c, t in rows),
            ),
            "",
            "Printed figures by what they stand in: the body of a landed table, its header, prose, "
            "page furniture, or nothing that was read (unexplained, which takes in those that the "
            "text of their own cell lacks).",
            "",
            *table(
                ("city", "documents", "pages", "printed", *REGIONS.values()),
                (
                    (c, t.documents, t.routes.total(), t.figures.total(), *pick(t.figures, REGIONS))
                    for c, t in rows
                ),
            ),
            "",
            "## Amounts outside every grid that may belong to a table",
            "",
            *(f"- {note}" for note in total.unread or ["none"]),
            "",
            "## Documents not read",
            "",
            *(f"- {note}" for note in total.refused or ["none"]),
            "",
        ]
    )


def pick(counts: Counter[str], names: Iterable[str]) -> list[int]:
    """Return the counts of the given names."""
    return [counts[name] for name in names]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterable[str]:
    """Write a table in Markdown."""
    yield "| " + " | ".join(head) + " |"
    yield "| --- |" + " ---: |" * (len(head) - 1)
    for first, *rest in rows:
        yield f"| {first} | " + " | ".join(f"{value:,}" for value in rest) + " |"


if __name__ == "__main__":
    main()
