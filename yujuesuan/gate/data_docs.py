"""Show a verdict of the gate to people: one page that opens offline, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from yujuesuan.gate.gate import Check, Sentence, Verdict

SHOWN = 50
# Of a total over a hundred items, the first few say which; validation.json has them all.
CELL_WIDTH = 300


def write(
    verdict: Verdict, folder: Path, file_names: Mapping[str, str], set_aside: Mapping[str, str]
) -> None:
    """Write `index.html` and `validation.json`.

    `file_names` names documents by their id, `set_aside` gives those not published with the reason.

    Great Expectations' own pages load sixteen files from the web, so this one is ours.
    """
    folder.mkdir(parents=True, exist_ok=True)
    environment = Environment(
        loader=PackageLoader("yujuesuan"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["by_sentence"] = _by_sentence
    environment.filters["columns"] = _columns
    environment.filters["cell"] = lambda value: _cell(value, file_names)
    page = environment.get_template("data_docs.html.j2").render(
        verdict=verdict,
        set_aside=set_aside,
        passed=sum(check.passed for check in verdict.checks),
        of_suite={s.name: [c for c in verdict.checks if c.suite == s.name] for s in verdict.suites},
        shown=SHOWN,
    )
    (folder / "index.html").write_text(page, encoding="utf-8")
    content = {
        "published": not verdict.refusals,
        "set_aside": dict(set_aside),
        "checks": [asdict(check) for check in verdict.checks],
    }
    text = json.dumps(content, ensure_ascii=False, indent=2, default=str)
    (folder / "validation.json").write_text(text + "\n", encoding="utf-8")


def _by_sentence(checks: list[Check]) -> list[list[Check]]:
    """Put the checks of one expectation together, one for each table it is asked of."""
    groups: dict[Sentence, list[Check]] = {}
    for check in checks:
        groups.setdefault(check.sentence, []).append(check)
    return list(groups.values())


def _shortened(text: str) -> str:
    return text if len(text) <= CELL_WIDTH else text[:CELL_WIDTH] + " …"


def _columns(check: Check) -> list[str]:
    return list(check.rows[0]) if check.rows else []


def _cell(value: Any, file_names: Mapping[str, str]) -> str:
    """Write a value as a person would: documents by name, amounts with separators."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _shortened(file_names.get(value, value))
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    return str(value)
