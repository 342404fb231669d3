"""Arrows go one way: between modules and folders of Python, and between folders of models."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from conftest import ROOT

PACKAGES = ("extract", "yujuesuan")
# In the order in which a figure passes.
STAGES = {
    "staging": (),
    "intermediate": (
        "tables", "forms", "documents", "rows", "levels", "figures", "disclosures", "leaves",
        "prose", "proofs",
    ),
    "marts": ("facts", "dimensions", "targets", "compared", "gaps"),
    "audit": (
        "completeness", "quotes", "trees", "additivity", "ratios", "headlines", "operands",
        "words", "verdicts", "causes", "blame", "findings",
    ),
}  # fmt: skip
FOLDERS = [
    PurePosixPath(stage, floor) for stage, floors in STAGES.items() for floor in floors or ("",)
]


# ---------------------------------------------------------------- Python


def sources(root: Path) -> dict[str, str]:
    """Return the modules of our packages under a folder: dotted name to source."""
    return {
        ".".join(path.relative_to(root).with_suffix("").parts): path.read_text(encoding="utf-8")
        for package in PACKAGES
        for path in (root / package).rglob("*.py")
    }


def imports(source: str, known: Iterable[str]) -> Iterator[str]:
    """Yield the modules that a source imports, at its top or late; those of ours, by full name."""
    names = set(known)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            wanted = [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "an import names its module in full"
            wanted = [(node.module or "", alias.name) for alias in node.names]
        else:
            continue
        for module, name in wanted:
            candidates = (f"{module}.{name}", f"{module}.{name}.__init__", module)
            yield from [c for c in (*candidates, f"{module}.__init__") if c in names][:1]


def arrows(modules: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield every import as two neighbours in one folder, files or folders, with the modules.

    `a.b.c` importing `a.d.e` is an arrow from `a.b` to `a.d`.
    """
    for importer, source in modules.items():
        for imported in imports(source, modules):
            here, there = importer.split("."), imported.split(".")
            pairs = zip([*here, ""], there, strict=False)
            same = next(number for number, (one, other) in enumerate(pairs) if one != other)
            yield ".".join(here[: same + 1]), ".".join(there[: same + 1]), importer, imported


def circle(modules: Mapping[str, str]) -> list[str]:
    """Return neighbours that import each other round about; none if all arrows go one way."""
    graph: dict[str, set[str]] = {}
    for here, there, _, _ in arrows(modules):
        graph.setdefault(here, set()).add(there)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def strings(source: str) -> Iterator[str]:
    """Yield the texts in a source that are no docstrings."""
    tree = ast.parse(source)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def reading_seeds(modules: Mapping[str, str]) -> list[str]:
    """Return the modules of extract that name the folder of seeds."""
    return [
        name
        for name, source in modules.items()
        if name.startswith("extract.")
        and any("seeds" in Path(text).parts for text in strings(source))
    ]


def test_between_folders_and_files_of_python_arrows_go_one_way() -> None:
    found = sources(ROOT)
    assert len(list(arrows(found))) > 100
    assert circle(found) == []


def test_what_reads_documents_knows_neither_the_rest_nor_the_seeds() -> None:
    found = sources(ROOT)
    back = [
        (importer, imported)
        for here, there, importer, imported in arrows(found)
        if (here, there) == ("extract", "yujuesuan")
    ]
    assert back == []
    assert reading_seeds(found) == []


WRONG = {
    "two files": {
        "extract.a": "from extract import b",
        "extract.b": "import extract.a",
    },
    "two folders, one of them late": {
        "extract.readers.pdf": "from extract.tables.join import joined",
        "extract.tables.join": "def joined():\n    from extract.readers import pdf\n",
    },
    "a folder and a file, by a third": {
        "yujuesuan.gate.gate": "from yujuesuan.release.contents import opened",
        "yujuesuan.release.contents": "import yujuesuan.words",
        "yujuesuan.words": "if 1:\n    from yujuesuan.gate import gate",
    },
    "by the name that a package gives": {
        "extract.__init__": "VERSION = 1\nfrom extract import a",
        "extract.a": "from extract import VERSION",
    },
}


@pytest.mark.parametrize("modules", WRONG.values(), ids=WRONG)
def test_a_circle_is_seen(modules: dict[str, str]) -> None:
    assert circle(modules)
    # With its last arrow gone there is none.
    assert circle({**modules, list(modules)[-1]: ""}) == []


def test_an_arrow_from_extract_is_seen() -> None:
    modules = {"extract.a": "from yujuesuan import words", "yujuesuan.words": ""}
    assert list(arrows(modules)) == [("extract", "yujuesuan", "extract.a", "yujuesuan.words")]
    told = '"""What seeds/codes say is not read."""\n'
    assert reading_seeds({"extract.a": told + "FILE = 'templates/codes.csv'"}) == []
    for wrong in ("FILE = 'seeds/codes.csv'", "FILE = ROOT / 'seeds' / 'codes.csv'"):
        assert reading_seeds({"extract.a": told + wrong}) == ["extract.a"]


# ---------------------------------------------------------------- models


def folder_of(node: Any) -> PurePosixPath:
    return PurePosixPath(node.original_file_path).parent.relative_to("models")


def arrows_back(nodes: Mapping[str, Any]) -> list[str]:
    """Name the models that read a model of a later folder."""
    models = {key: node for key, node in nodes.items() if node.resource_type == "model"}
    rank = {key: FOLDERS.index(folder_of(node)) for key, node in models.items()}
    told = {key: f"{node.name} of {folder_of(node)}" for key, node in models.items()}
    return [
        f"{told[key]} reads {told[parent]}"
        for key, node in models.items()
        for parent in node.depends_on.nodes
        if parent in models and rank[parent] > rank[key]
    ]


def test_models_read_no_model_of_a_later_folder(dbt_manifest: Any) -> None:
    assert arrows_back(dbt_manifest.nodes) == []


def test_a_model_that_reads_a_later_folder_is_seen() -> None:
    class Node:
        resource_type = "model"

        def __init__(self, folder: str, name: str, *parents: str) -> None:
            self.name, self.original_file_path = name, f"models/{folder}/{name}.sql"
            self.depends_on = type("", (), {"nodes": parents})

    nodes = {
        "a": Node("staging", "a"),
        "b": Node("intermediate/rows", "b", "a", "c"),
        "c": Node("intermediate/rows", "c", "a", "seed"),
        "d": Node("audit/words", "d", "b"),
    }
    assert arrows_back(nodes) == []
    nodes["c"] = Node("intermediate/rows", "c", "d")
    assert arrows_back(nodes) == ["c of intermediate/rows reads d of audit/words"]
    nodes["c"] = Node("intermediate/rows", "c")
    nodes["a"] = Node("staging", "a", "c")
    assert arrows_back(nodes) == ["a of staging reads c of intermediate/rows"]
