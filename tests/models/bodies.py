"""Disclosures of one body in following years, and of its unit, drawn from the samples' data."""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from conftest import ROOT
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

ACCOUNTS, BUDGET = "2024-accounts-jiaozuo", "2025-budget-jiaozuo-jiefang"

# What last year came to, and what this year's prose then says of it.
BUDGET_2025 = {
    "收入合计170.30万元": "收入合计170.30万元，与上年相比减少98.77万元，下降36.71%",
    "支出合计170.30万元，": "支出合计170.30万元，与上年相比减少98.77万元，下降36.71%，",
    "支出年初预算为170.30万元。": "支出年初预算为170.30万元，与上年相比减少98.77万元，下降36.71%。",
    "支出预算为0.14万元，比上年预算数减少0.00万元，下降0.00%": (
        "支出预算为0.14万元，比上年预算数减少11.86万元，下降98.83%"
    ),
}
BUDGET_2024 = {"2025": "2024", "170.30": "269.07", "0.14": "12.00", "53.18": "20.82"}
ACCOUNTS_2024 = {"1,235.33": "269.07", "1235.33": "269.07"}
ACCOUNTS_2023 = {"2024": "2023", "2025": "2024", "1,642.78": "1,839.60"}


def draw_bodies(folder: Path) -> list[Path]:
    """Draw the disclosures of a body that agree with one another, and of one that do not."""
    # what each later document is held against: off by a little where the documents must not agree
    agreeing = Body("鹤壁市")
    other = {"269.07": "270.07", "12.00": "13.00", "20.82": "21.82", "1,839.60": "1,840.60"}
    off = Body("濮阳市", other, "0.74", "20.40")
    return [path for body in (agreeing, off) for path in body.draw(folder)]


@dataclass(frozen=True)
class Body:
    """A body of a city, with what its earlier documents and its unit print otherwise."""

    city: str
    earlier: Mapping[str, str] = field(default_factory=dict)
    carried_on: str = "0.64"
    of_unit: str = "20.30"

    def draw(self, folder: Path) -> list[Path]:
        """Draw the budgets of 2024 and 2025, the unit's of 2025, the accounts of 2023 and 2024."""
        department = f"{self.city}行政审批和政务信息管理局"
        unit = f"{self.city}政务大数据中心"
        names = {"焦作市解放区": self.city, "焦作市": self.city, "解放区": self.city}
        row = "{0},{1},{2},{2},0.00,0.00,0.00,{2},{2},{2},,,,,,,,,,,,,,\n"
        rows = row.format("509001", department, "150.00") + row.format("509002", unit, "20.30")
        units = {row.format("509001", department, "170.30"): rows}
        budget, accounts = (
            {old: self.earlier.get(new, new) for old, new in figures.items()}
            for figures in (BUDGET_2024, ACCOUNTS_2023)
        )
        accounts["年末结转与结余,60,0.64"] = f"年末结转与结余,60,{self.carried_on}"
        alone = {department: unit, "170.30": self.of_unit}
        drawn = [
            (BUDGET, ["01", "02", "03", "05", "09", "13"], budget),
            (BUDGET, ["02"], BUDGET_2025 | units),
            (BUDGET, ["02"], alone),
            (ACCOUNTS, ["01"], accounts),
            (ACCOUNTS, ["01", "09", "10"], ACCOUNTS_2024),
        ]
        paths = []
        for number, (sample, tables, changes) in enumerate(drawn):
            paths.append(folder / f"{self.city}-{number}.pdf")
            redraw(sample, tables, names | changes, paths[-1])
        return paths


def redraw(sample: str, tables: list[str], changes: Mapping[str, str], path: Path) -> None:
    """Draw some tables and all prose of a sample, with texts exchanged one after another."""
    data = path.with_suffix("")
    data.mkdir()
    for source in (ROOT / "samples" / "data" / sample).iterdir():
        text = source.read_text(encoding="utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        (data / source.name).write_text(text, encoding="utf-8")
    disclosure = data / "disclosure.yaml"
    entries = yaml.safe_load(disclosure.read_text(encoding="utf-8"))
    kept = [entry for entry in entries if entry.get("table", tables[0]) in tables]
    disclosure.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    drawing()["draw"](data, path)


def drawing() -> dict[str, Any]:
    """Load the program that draws the samples, with a font that every reader of PDFs has."""
    # not a package
    program = runpy.run_path(str(ROOT / "samples" / "draw.py"))
    font = UnicodeCIDFont("STSong-Light")
    font.name = font.fontName = program["FONT"]
    pdfmetrics.registerFont(font)
    return program
