"""Knowledge is data: Chinese words outside seeds, macros and staging only become fewer.

To write the list again, after words went to a seed or a macro:
`python tests/test_chinese_literals.py > tests/expected/chinese_literals.csv`
"""

from __future__ import annotations

import ast
import csv
import re
import sys
from collections.abc import Iterator

import pytest
from conftest import ROOT, expected

HAN = re.compile("[\u3400-\u9fff]")
SQL_LITERAL = re.compile(r"'(?:[^']|'')*'")
SQL_COMMENT = re.compile(r"--[^\n]*|\{#.*?#\}", re.DOTALL)


def in_python(code: str) -> int:
    """Count string literals with a Chinese letter, without docstrings."""
    tree = ast.parse(code)
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return sum(
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and HAN.search(node.value) is not None
        for node in ast.walk(tree)
    )


def in_sql(code: str) -> int:
    """Count quoted literals with a Chinese letter, without comments."""
    quoted = SQL_LITERAL.findall(SQL_COMMENT.sub("", code))
    return sum(HAN.search(literal) is not None for literal in quoted)


def counted() -> Iterator[tuple[str, int]]:
    """Yield each file outside seeds, macros and staging with such literals, and their number."""
    python = [path for room in ("extract", "yujuesuan") for path in (ROOT / room).rglob("*.py")]
    models = [path for path in (ROOT / "models").rglob("*.sql") if "staging" not in path.parts]
    for path in sorted(python + models):
        count = (in_python if path.suffix == ".py" else in_sql)(path.read_text(encoding="utf-8"))
        if count:
            yield path.relative_to(ROOT).as_posix(), count


def unlike(found: dict[str, int], listed: dict[str, int]) -> list[str]:
    """Say of each file what has to be done about it."""
    return [
        f"{name}: {found.get(name, 0)} Chinese literals, {listed.get(name, 0)} listed: "
        + (
            "words of documents belong into seeds or macros"
            if found.get(name, 0) > listed.get(name, 0)
            else "lower the list"
        )
        for name in sorted(found.keys() | listed.keys())
        if found.get(name, 0) != listed.get(name, 0)
    ]


def test_chinese_literals_only_become_fewer() -> None:
    listed = {row["file"]: int(row["literals"]) for row in expected("chinese_literals")}
    assert unlike(dict(counted()), listed) == []


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ('"""部门"""\nX = "单位"  # 款\ndef f(): "项"\n', 1),
        ("X = f'{1}万元' + 'yuan' + '元'", 2),
        ("X = {'合计': r'小计'}", 2),
        ("X = 1", 0),
    ],
)
def test_of_python_the_words_of_the_program_count(code: str, count: int) -> None:
    assert in_python(code) == count


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("-- 'it''s 合计'\nselect '合计', 'total', '万''元' from t {# '款' #}", 2),
        ("select regexp_matches(a, '合|小') or b = '计'", 2),
        ("select {{ says_total('a') }}", 0),
    ],
)
def test_of_sql_quoted_words_count(code: str, count: int) -> None:
    assert in_sql(code) == count


def test_more_and_fewer_both_fail() -> None:
    (more,) = unlike({"a.sql": 2, "b.sql": 1}, {"a.sql": 1, "b.sql": 1})
    assert more.startswith("a.sql: 2 Chinese literals, 1 listed: words of documents belong")
    (fewer,) = unlike({}, {"a.sql": 1})
    assert fewer == "a.sql: 0 Chinese literals, 1 listed: lower the list"


if __name__ == "__main__":
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("file", "literals"))
    writer.writerows(counted())
