"""What is worked out again and what is kept; that both give the same is shown in test_nightly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import Built

from extract.landing import store
from extract.types import Outcome, Source
from yujuesuan.build import slices
from yujuesuan.workspace import Workspace


def test_documents_that_share_a_name_are_found_through_any_others() -> None:
    keys = [("a", "old name"), ("b", "old name"), ("b", "new name"), ("c", "new name"), ("d", "x")]
    assert slices.bodies(keys) == [{"a", "b", "c"}, {"d"}]


def test_slices_are_filled_with_whole_bodies() -> None:
    groups = [{"a", "b"}, {"c"}, {"d", "e", "f", "g"}, {"h"}]
    assert list(slices.packed(groups, 3)) == [
        [["a", "b"], ["c"]],
        [["d", "e", "f", "g"]],
        [["h"]],
    ]
    assert list(slices.packed([], 3)) == []


def test_a_name_joins_documents_once_one_of_them_goes_by_it(tmp_path: Path) -> None:
    kept = [("bureau", "1|局", True), ("bureau", "1|站", False), ("office", "1|站", False)]
    new = [("station", "1|站", True)]
    paths = [tmp_path / name for name in ("kept.duckdb", "new.duckdb")]
    for path, rows in zip(paths, (kept, new), strict=True):
        with duckdb.connect(str(path)) as connection:
            connection.execute("create schema intermediate")
            connection.execute(
                "create table intermediate.int_body_keys "
                "(document_id varchar, body_key varchar, is_own boolean)"
            )
            connection.executemany("insert into intermediate.int_body_keys values (?, ?, ?)", rows)
    assert slices.shared_names(paths[0]) == [("bureau", "1|局")]
    together = slices.bodies(slices.shared_names(*paths))
    assert together == [{"bureau", "office", "station"}]


# ---------------------------------------------------------------- what is known of a document


def landed(path: Path, *documents: tuple[str, str, str]) -> slices.Fingerprints:
    """Land documents of a name, a content and a reason; fingerprint them."""
    with store.connect(path) as connection:
        sources = [
            Source(Path(name), Path(name).name, content * 64, 1, "pdf")
            for name, content, _ in documents
        ]
        for source, (_, _, reason) in zip(sources, documents, strict=True):
            store.land(connection, source, Outcome("read", "crashed", reason))
        store.present(connection, sources)
    return slices.present(path)


def test_a_document_is_known_again_by_all_that_was_read_from_it(tmp_path: Path) -> None:
    path = tmp_path / "landing.duckdb"
    first = landed(path, ("a", "1", "no reason"), ("b", "2", "no reason"))
    assert landed(path, ("a", "1", "no reason"), ("b", "2", "no reason")) == first
    assert landed(path, ("elsewhere/a", "1", "no reason"), ("b", "2", "no reason")) == first
    (key,) = landed(path, ("b", "2", "no reason"))
    assert key in first
    again = landed(path, ("a", "1", "another reason"), ("renamed", "2", "no reason"))
    assert again.keys() == first.keys()
    assert all(again[key] != first[key] for key in first)


def test_nothing_is_kept_of_another_project_or_a_damaged_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse, piece = tmp_path / "warehouse.duckdb", tmp_path / "slice.duckdb"
    slices.begin(warehouse, piece, {"a": "1"}, {})
    assert slices.held(warehouse) == {"a": "1"}
    with monkeypatch.context() as patch:
        patch.setattr(slices, "program_version", lambda: "another")
        assert slices.held(warehouse) == {}
    warehouse.write_bytes(b"damaged")
    assert slices.held(warehouse) == {}
    slices.discard(warehouse)
    assert slices.held(warehouse) == {}


def test_a_body_is_taken_out_whole_and_put_back_whole(tmp_path: Path) -> None:
    whole, piece = Workspace(tmp_path), Workspace(tmp_path / "slice")
    piece.folder.mkdir()
    kept = {"main.facts"}

    def make(path: Path, *documents: str) -> None:
        with duckdb.connect(str(path)) as connection:
            connection.execute("create table facts as select unnest(?) as document_id", [documents])
            connection.execute("create table rank as select 1 as rank")

    def facts() -> list[Any]:
        with duckdb.connect(str(whole.warehouse)) as connection:
            return connection.execute("from facts order by all").fetchall()

    make(piece.warehouse, "a", "b", "c")
    slices.begin(whole.warehouse, piece.warehouse, {"a": "1", "b": "1", "c": "1"}, {})
    slices.drop(whole.warehouse, {"a", "b"}, kept)
    assert (slices.held(whole.warehouse), facts()) == ({"c": "1"}, [("c",)])
    make(piece.warehouse, "b", "d")
    slices.add(whole.warehouse, piece.warehouse, {"b": "2", "d": "1"}, {}, kept)
    assert slices.held(whole.warehouse) == {"b": "2", "c": "1", "d": "1"}
    assert facts() == [("b",), ("c",), ("d",)]
    with duckdb.connect(str(whole.warehouse)) as connection, pytest.raises(duckdb.CatalogException):
        connection.execute("from rank")


# ---------------------------------------------------------------- which models look how far


def models(manifest: Any) -> dict[str, Any]:
    return {k: node for k, node in manifest.nodes.items() if node.resource_type == "model"}


def test_only_models_of_the_corpus_read_models_of_the_corpus(dbt_manifest: Any) -> None:
    nodes = models(dbt_manifest)
    corpus = {key for key, node in nodes.items() if slices.CORPUS in node.tags}
    assert corpus
    for key, node in nodes.items():
        assert key in corpus or corpus.isdisjoint(node.depends_on.nodes), node.name


def test_models_of_the_corpus_are_not_made_in_slices(dbt_manifest: Any) -> None:
    kept = slices.kept_tables(dbt_manifest.nodes)
    assert {"main.figures", "audit.audit_figures", "intermediate.int_body_keys"} <= kept
    assert not {"main.dim_unit", "main.findings", "main.layout_gaps"} & kept


def test_what_is_kept_can_be_replaced_by_document(samples: Built, dbt_manifest: Any) -> None:
    with duckdb.connect(str(Path(samples.work, "warehouse.duckdb")), read_only=True) as connection:
        by_document = {
            f"{schema}.{table}"
            for schema, table in connection.execute(
                "select schema_name, table_name from duckdb_columns() "
                "where column_name = 'document_id'"
            ).fetchall()
        }
    for node in models(dbt_manifest).values():
        table = f"{node.schema}.{node.alias}"
        if table in slices.kept_tables(dbt_manifest.nodes) - by_document:
            assert not reads_documents(dbt_manifest, node), f"{table} has no document_id"


def reads_documents(manifest: Any, node: Any) -> bool:
    """Tell whether a model descends from what was read from documents."""
    return any(
        key in manifest.sources or reads_documents(manifest, manifest.nodes[key])
        for key in node.depends_on.nodes
        if not key.startswith("seed.")
    )
