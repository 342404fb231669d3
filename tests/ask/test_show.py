"""The picture of a page: what it marks, where, and what it says when it cannot."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT, yujuesuan
from openpyxl import Workbook
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from extract.files import find
from extract.read import assembled, read_source
from extract.types import Box, Cell, Grid, Line, Page, PrintedFigure, Reading, Source
from yujuesuan.ask import page as show
from yujuesuan.ask import picture
from yujuesuan.errors import UsageError

SAMPLE = ROOT / "samples" / "2023-budget-jiaozuo.pdf"


@cache
def sample() -> Reading:
    return show.laid_out(read_source(find.examine(SAMPLE)))


def page_of_table(number: int) -> show.Plan:
    return show.plan(sample(), sample().tables[number - 1].first_page)


def boxes(plan: show.Plan, kind: str) -> list[Box]:
    return [mark.box for mark in plan.marks if mark.kind == kind]


def read_by_hand(*blocks: Line | Grid, figures: tuple[PrintedFigure, ...] = ()) -> Reading:
    page = Page(1, blocks, figures, width=400, height=300, route="lattice_vector")
    source = Source(Path("drawn.pdf"), "drawn.pdf", "0" * 64, 1, "pdf")
    return assembled(source, (page,))


def grid_of(rows: list[list[str]], second: str | None = None) -> Grid:
    cells = tuple(
        Cell(r, c, text, box=Box(100.0 * c, 20.0 * r, 100.0 * c + 100, 20.0 * r + 20),
             second_text=second)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )  # fmt: skip
    frame = Box(0, 0, 100.0 * len(rows[0]), 20.0 * len(rows))
    edges = tuple(100.0 * n for n in range(len(rows[0]) + 1))
    return Grid(1, len(rows), len(rows[0]), cells, "lattice_vector", frame, edges)


# ---------------------------------------------------------------- what is marked


def test_cells_are_marked_where_they_stand_by_what_they_are():
    plan = page_of_table(1)
    (part,) = plan.parts
    (frame,) = part.frames
    kinds = Counter(mark.kind for mark in plan.marks)
    assert kinds["header"] and kinds["label"] and kinds["amount"]
    assert all(
        frame.holds((box.x0 + box.x1) / 2, (box.top + box.bottom) / 2)
        for kind in picture.CELLS
        for box in boxes(plan, kind)
    )
    # each cell once: they cover the frame, and nothing twice
    areas = [(b.x1 - b.x0) * (b.bottom - b.top) for k in picture.CELLS for b in boxes(plan, k)]
    assert sum(areas) == pytest.approx((frame.x1 - frame.x0) * (frame.bottom - frame.top), rel=0.01)


def test_every_column_has_its_number_in_its_middle():
    plan = page_of_table(1)
    (part,) = plan.parts
    assert [badge.number for badge in part.badges] == [c.number for c in part.table.columns]
    leaves = [cell for page, cell in part.table.headers if cell.column_span == 1 and cell.box]
    for cell in leaves:
        middle = next(b.x for b in part.badges if b.number == cell.column + 1)
        assert cell.box.x0 < middle < cell.box.x1


def test_figures_are_counted_by_what_they_stand_in():
    counts: Counter[str] = sum(
        (show.plan(sample(), n).figures for n in range(1, len(sample().pages) + 1)), Counter()
    )
    assert counts.total() == sum(len(page.figures) for page in sample().pages)
    assert counts["cell"] and counts["line"]
    assert not counts["unexplained"]


def test_a_figure_that_nothing_landed_is_ringed():
    lost = PrintedFigure(1, "88.80", Box(110, 25, 150, 35))
    apart = PrintedFigure(1, "12.34", Box(350, 250, 380, 260))
    told = PrintedFigure(1, "2023", Box(10, 200, 40, 210))
    reading = read_by_hand(
        grid_of([["科目", "金额"], ["教育支出", "1.00"], ["合计", "1.00"]]),
        Line(1, "2023年", Box(10, 200, 60, 210)),
        figures=(lost, apart, told),
    )
    plan = show.plan(reading, 1)
    assert plan.unexplained == ("88.80", "12.34")
    assert boxes(plan, "unexplained") == [lost.box, apart.box]
    assert boxes(plan, "line") == [told.box]
    assert any("unexplained: 88.80, 12.34" in line for line in show.told(plan))


def test_whole_numbers_are_amounts_only_among_amounts():
    rows = [["编码", "金额"], ["201", "1.00"], ["20103", "7"], ["", "注"]]
    plan = show.plan(read_by_hand(grid_of(rows)), 1)
    assert boxes(plan, "amount") == [Box(100, 20, 200, 40), Box(100, 40, 200, 60)]
    assert boxes(plan, "label") == [Box(0, 20, 100, 40), Box(0, 40, 100, 60), Box(100, 60, 200, 80)]
    assert boxes(plan, "blank") == [Box(0, 60, 100, 80)]


def test_cells_whose_two_readings_differ_are_marked():
    agreed = show.plan(read_by_hand(grid_of([["甲", "乙"], ["甲", "乙"]])), 1)
    differing = show.plan(read_by_hand(grid_of([["甲", "乙"], ["甲", "乙"]], second="甲")), 1)
    assert not boxes(agreed, "doubtful")
    assert len(boxes(differing, "doubtful")) == 2
    assert "two readings agree in 2 of 4 cells" in differing.notes


def test_a_page_that_is_not_there_is_named():
    with pytest.raises(UsageError, match="there is no page 99"):
        show.plan(sample(), 99)


def test_a_sheet_is_laid_out_to_be_looked_at(tmp_path: Path):
    path = tmp_path / "sheet.xlsx"
    book = Workbook()
    for row in (["科目名称", "金额"], ["一般公共服务支出", 12.5], ["合计", 12.5]):
        book.active.append(row)
    book.save(path)
    plan = show.plan(show.laid_out(read_source(find.examine(path))), 1)
    kinds = Counter(mark.kind for mark in plan.marks)
    assert (kinds["header"], kinds["label"], kinds["amount"]) == (2, 2, 2)
    assert plan.parts[0].frames[0].x1 < plan.width
    assert picture.draw(plan, path).width > picture.PANEL


# ---------------------------------------------------------------- how it is drawn


def test_the_tint_of_a_cell_lies_on_the_cell():
    plan = page_of_table(1)
    drawn = picture.draw(plan, SAMPLE)
    colour, strength, _ = picture.KINDS["amount"]
    for box in boxes(plan, "amount"):
        pixel = (round((box.x0 + 3) * picture.DPI / 72), round((box.top + 3) * picture.DPI / 72))
        assert drawn.getpixel(pixel) == picture._light(colour, strength)


def test_without_a_chinese_font_the_headers_are_told_elsewhere(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(picture, "_found", lambda: None)
    picture._font.cache_clear()
    plan = page_of_table(1)
    assert picture.NO_FONT in [entry.text for entry in picture._entries(plan)]
    assert picture.draw(plan, SAMPLE).height > 0
    headers = [show.path(column) for column in plan.parts[0].table.columns]
    told = "\n".join(show.told(plan, with_headers=True))
    assert all(header in told for header in headers)
    picture._font.cache_clear()


# ---------------------------------------------------------------- the command


def test_the_command_writes_a_picture_here_and_says_what_it_shows(tmp_path: Path):
    page = sample().tables[0].first_page
    ended = yujuesuan("show", SAMPLE, "--page", str(page), cwd=tmp_path)
    assert ended.code == 0, ended.stderr
    with Image.open(tmp_path / f"2023-budget-jiaozuo-p{page}.png") as drawn:
        plan = page_of_table(1)
        width = plan.width * picture.DPI / 72 + picture.PANEL
        assert drawn.width == pytest.approx(width, abs=1)
    assert "route lattice_vector" in ended.stdout
    assert "0 unexplained" in ended.stdout
    assert f"2023-budget-jiaozuo-p{page}.png" in ended.stdout


def test_a_document_that_needs_a_password_is_said_to(tmp_path: Path):
    path = tmp_path / "locked.pdf"
    canvas = Canvas(str(path), encrypt="secret")
    canvas.drawString(100, 100, "1.00")
    canvas.save()
    ended = yujuesuan("show", path, cwd=tmp_path)
    assert ended.code == 1
    assert "needs_password" in ended.stderr
    assert list(tmp_path.iterdir()) == [path]


def test_the_picture_never_replaces_the_document(tmp_path: Path):
    path = tmp_path / "notice.txt"
    path.write_text("2023年部门预算\n", encoding="utf-8")
    ended = yujuesuan("show", path, "--out", path, cwd=tmp_path)
    assert ended.code == 2
    assert path.read_text(encoding="utf-8").startswith("2023年")
