"""How scans are read: `python benchmarks/ocr.py [SCAN TEXT …]`; needs the extra `ocr`.

Every third page with tables of two samples is scanned at several qualities and recognised; pairs of
a scan and the same document with its text may be named beside them. The truth of a page is what its
text layer gives: the same row and column must hold the same characters. Writes ocr.md beside this
program.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "tests" / "extract"))

from scans import Scanner, scan  # noqa: E402 -- beside the tests, which scan too

from extract.numbers import is_number, squeeze  # noqa: E402
from extract.readers.pdf import pages as pdf  # noqa: E402
from extract.types import Grid, Page  # noqa: E402

KINDS = ("right", "wrong", "missing", "invented")
SCANNERS = {
    "good: 200 dpi, 0.5° skew, some noise": Scanner(200, 0.5, 0.0, 4, 85),
    "skewed: 200 dpi, 2.5° skew, some noise": Scanner(200, 2.5, 0.0, 4, 85),
    "bad: 200 dpi, 0.8° skew, blur, noise, JPEG 55": Scanner(200, 0.8, 1.0, 12, 55),
    "worse: 150 dpi, 0.8° skew, blur, noise, JPEG 55": Scanner(150, 0.8, 1.0, 12, 55),
    "poor: 100 dpi, 0.8° skew, some noise, JPEG 55": Scanner(100, 0.8, 0.0, 4, 55),
}


def main() -> None:
    """Scan the samples, read the scans and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", nargs="*", type=Path, help="SCAN TEXT SCAN TEXT …")
    parser.add_argument("--samples", type=Path, nargs="*", default=default_samples())
    parser.add_argument("--out", type=Path, default=HERE / "ocr.md")
    options = parser.parse_args()
    rows = [
        compared(first.name, first, pdf.read(text))
        for first, text in zip(options.pairs[::2], options.pairs[1::2], strict=True)
    ]
    with tempfile.TemporaryDirectory() as folder:
        for path in options.samples:
            ruled = [page for page in pdf.read(path) if any(grids(page))][::3]
            for name, scanner in SCANNERS.items():
                numbers = [page.number for page in ruled]
                copy = scan(path, numbers, Path(folder) / "scan.pdf", scanner)
                rows.append(compared(f"{path.stem}, {name}", copy, ruled))
    options.out.write_text(report(rows), encoding="utf-8")
    print(options.out.read_text(encoding="utf-8"))


def default_samples() -> list[Path]:
    """Return two samples: one of budget tables, one of final accounts."""
    folder = HERE.parent / "samples"
    return [folder / "2025-budget-jiaozuo-jiefang.pdf", folder / "2024-accounts-jiaozuo.pdf"]


def compared(name: str, path: Path, true: Sequence[Page]) -> tuple[str, Counter[str]]:
    """Read a scan and compare it, page by page, with what the text layer gives."""
    start = time.process_time()
    pages = pdf.read(path)
    count = Counter(pages=len(pages), milliseconds=round(1000 * (time.process_time() - start)))
    for page, truth in zip(pages, true, strict=True):
        count += differences(page, truth)
    return name, count


def differences(page: Page, truth: Page) -> Counter[str]:
    """Count the amounts of a page that were read right, wrong, not at all, or made up."""
    read, printed = texts(page), texts(truth)
    count: Counter[str] = Counter()
    for place in read.keys() | printed.keys():
        now, then = read.get(place, ""), printed.get(place, "")
        if is_number(then):
            count["printed"] += 1
            count["right" if now == then else "wrong" if now else "missing"] += 1
        elif then:
            count["names"] += 1
            count["names_right"] += now == then
        elif is_number(now):
            count["invented"] += 1
    return count


def grids(page: Page) -> Iterator[Grid]:
    """Yield the grids of a page."""
    return (block for block in page.blocks if isinstance(block, Grid))


def texts(page: Page) -> dict[tuple[int, int, int], str]:
    """Return the text of each cell by the number of its grid, its row and its column."""
    return {
        (number, cell.row, cell.column): squeeze(cell.text)
        for number, grid in enumerate(grids(page))
        for cell in grid.cells
    }


def report(rows: Iterable[tuple[str, Counter[str]]]) -> str:
    """Write the table of the report."""
    head = ("document", "pages", "numbers printed", *KINDS, "names right", "seconds a page")
    lines = [
        "# Scans",
        "",
        "Numbers in cells (amounts, codes, counts) as recognised, compared with the text layer of",
        "the same pages: the same row and column must hold the same characters. Names differ",
        "mostly in the width of brackets. Seconds are of one core.",
        "",
        "| " + " | ".join(head) + " |",
        "| --- |" + " ---: |" * (len(head) - 1),
    ]
    for name, count in rows:
        seconds = count["milliseconds"] / 1000 / max(count["pages"], 1)
        figures = (count["pages"], count["printed"], *(count[kind] for kind in KINDS))
        numbers = " | ".join(f"{figure:,}" for figure in figures)
        names = f"{count['names_right']:,} of {count['names']:,}"
        lines.append(f"| {name} | {numbers} | {names} | {seconds:.1f} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
