"""Small disclosures as web pages: tables with invented bodies and figures, one cause each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

Row = Sequence[str]


@dataclass(frozen=True)
class Table:
    """A table under its title, in 万元; a header cell is its name, or name, rows and columns."""

    title: str
    header: Sequence[Sequence[str | tuple[str, int, int]]]
    rows: Sequence[Row]

    def html(self) -> str:
        """Write the title, the unit and the cells."""
        heads = "".join(f"<tr>{''.join(map(_head, row))}</tr>" for row in self.header)
        rows = "".join(
            "<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in self.rows
        )
        return f"<p>{self.title}</p><p>单位：万元</p><table border=1>{heads}{rows}</table>"


@dataclass(frozen=True)
class Disclosure:
    """A budget of 2026 of one body."""

    name: str
    body: str
    tables: Sequence[Table]

    def draw(self, folder: Path) -> Path:
        """Write the page and return its path."""
        path = folder / f"{self.name}.html"
        title = f"{self.body}2026年部门预算"
        tables = "".join(table.html() for table in self.tables)
        path.write_text(
            f"<html><head><meta charset='utf-8'><title>{title}</title></head>"
            f"<body><h1>{title}</h1>{tables}</body></html>",
            encoding="utf-8",
        )
        return path


def _head(cell: str | tuple[str, int, int]) -> str:
    """Write a header cell."""
    name, rows, columns = (cell, 1, 1) if isinstance(cell, str) else cell
    return f"<th rowspan={rows} colspan={columns}>{name}</th>"
