"""The catalogue of identities is what the audit computes, no more and no less."""

from __future__ import annotations

import csv
import re

import pytest
from conftest import ROOT, Built, ask

SEEDS = ROOT / "seeds" / "audit"
AUDIT = ROOT / "models" / "audit"


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a seed of the audit."""
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


COMPUTED_BY = {row["identity"]: row["computed_by"] for row in rows("identities.csv")}


def model(name: str) -> str:
    """Return a model of the audit."""
    (path,) = AUDIT.rglob(f"{name}.sql")
    text: str = path.read_text(encoding="utf-8")
    return text


def readers_of_terms() -> set[str]:
    """Return the models whose identities' terms are read, by themselves or on their way to them."""
    calls = (
        call
        for path in AUDIT.rglob("*.sql")
        for call in re.findall(r"terms_of\(([^)]*)\)", path.read_text(encoding="utf-8"))
    )
    return {name for call in calls for name in re.findall(r"'(\w+)'", call)}


def names(sql: str) -> set[str]:
    """Return what a model writes as the name of an identity."""
    written = re.findall(r"'(\w+)' as identity\b", sql)
    for case in re.findall(r"\bcase\b(?:(?!\bas \w).)*?\bend\s+as identity\b", sql, re.DOTALL):
        written += re.findall(r"\b(?:then|else)\s+'(\w+)'", case)
    return set(written)


@pytest.mark.parametrize(("identity", "computed_by"), COMPUTED_BY.items())
def test_an_identity_is_found_where_the_catalogue_says(identity: str, computed_by: str) -> None:
    told = {term["identity"] for term in rows("identity_terms.csv")}
    assert f"'{identity}'" in model(computed_by) or (
        identity in told and f"terms_of('{computed_by}'" in model(computed_by)
    )


def test_terms_are_read() -> None:
    told = {COMPUTED_BY[term["identity"]] for term in rows("identity_terms.csv")}
    assert told == readers_of_terms()


def test_no_model_names_what_is_not_in_the_catalogue() -> None:
    # pages, documents and facts without a proof are no identities: their findings are told from
    # completeness, outcomes and proofs
    apart = {
        "findings_of_documents",
        "findings_of_missing_totals",
        "findings_of_pages",
        "findings_of_proofs",
    }
    models = [p for p in AUDIT.rglob("*.sql") if p.stem not in apart]
    written = {name for path in models for name in names(path.read_text(encoding="utf-8"))}
    assert len(written) > 30
    assert written <= COMPUTED_BY.keys()


def test_names_are_read_out_of_models() -> None:
    assert names("select 'a_of_b' as identity, 'c' as place") == {"a_of_b"}
    assert names("case when x then 'one' when y then 'two' else 'three' end as identity") == {
        "one",
        "two",
        "three",
    }
    assert names("case when x then 'one' end as kind, z as identity") == set()


@pytest.mark.builds
def test_what_was_computed_was_computed_there(samples: Built) -> None:
    emitted = {
        (identity, computed_by)
        for computed_by in set(COMPUTED_BY.values())
        for (identity,) in ask(
            samples.warehouse,
            f"select distinct identity from audit.{computed_by}",  # noqa: S608 - our own names
        )
    }
    judged = ask(
        samples.warehouse,
        "select identity from audit.audit_operands union select identity from audit.word_checks",
    )
    assert len(judged) > 60
    assert {identity for (identity,) in judged} <= COMPUTED_BY.keys()
    assert {(identity, COMPUTED_BY[identity]) for (identity,) in judged} <= emitted
