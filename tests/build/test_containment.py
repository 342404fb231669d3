"""One document never stops the others: it is set aside with the reason, and they are published."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import FACTS, ROOT, Built
from nights import IN_PROSE, Place, department, disclosure

from yujuesuan.build import containment
from yujuesuan.build.aside import Aside, Fault, culprits, still_valid
from yujuesuan.build.dbt_runs import FailedError, Failure
from yujuesuan.build.warehouse import SLICE_VARIABLE
from yujuesuan.errors import GateRefusedError
from yujuesuan.gate import gate
from yujuesuan.gate.gate import Check, Sentence, Verdict

DATABASE = "yujuesuan.duckdb"


# ---------------------------------------------------------------- who is at fault


def failing(*groups: str) -> tuple[Callable[[Sequence[str]], Fault | None], list[Sequence[str]]]:
    """Make documents, each a letter, fail where a whole group is; keep what was tried."""
    tried: list[Sequence[str]] = []

    def fails(documents: Sequence[str]) -> Fault | None:
        tried.append(documents)
        broken = [group for group in groups if set(group) <= set(documents)]
        return Fault("model", broken[0]) if broken else None

    return fails, tried


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (["a"], {"a": ()}),
        (["h"], {"h": ()}),
        (["c", "f"], {"c": (), "f": ()}),
        (["cf"], {"f": ("a", "b", "c", "d", "e")}),
        (["ab", "gh"], {"b": ("a",), "h": ("g",)}),
        (["af", "ag"], {"f": ("a", "b", "c", "d", "e"), "g": ("a", "b", "c", "d", "e")}),
        (["b", "ah"], {"b": (), "h": ("a", "c", "d", "e", "f", "g")}),
        (list("abcdefgh"), {letter: () for letter in "abcdefgh"}),
    ],
    ids=str,
)
def test_those_at_fault_are_found(groups: list[str], expected: dict[str, tuple[str, ...]]) -> None:
    fails, tried = failing(*groups)
    found = culprits("abcdefgh", fails, Fault("model", "all"))
    assert {key: fault.company for key, fault in found.items()} == expected
    assert fails([letter for letter in "abcdefgh" if letter not in found]) is None
    # No more tries than halving takes.
    assert len(tried) <= 5 * len(found) + 8


def test_of_a_thousand_documents_one_is_found_in_few_tries() -> None:
    documents = [f"{number:04}" for number in range(1000)]
    tried = []

    def fails(some: Sequence[str]) -> Fault | None:
        tried.append(some)
        return Fault("model", "no") if "0777" in some else None

    assert culprits(documents, fails, Fault("model", "no")).keys() == {"0777"}
    assert len(tried) <= 30


def test_a_document_stays_aside_while_it_and_its_company_stay_the_same() -> None:
    landed = {"a": "1", "b": "1", "c": "1"}
    alone = Aside.of("a", Fault("check", "reason"), landed)
    paired = Aside.of("c", Fault("check", "reason", ("b", "gone")), landed)
    assert paired.company == {"b": "1"}
    assert still_valid([alone, paired], landed) == {"a": alone, "c": paired}
    assert still_valid([alone, paired], landed | {"d": "1"}) == {"a": alone, "c": paired}
    assert still_valid([alone, paired], landed | {"a": "2"}) == {"c": paired}
    assert still_valid([alone, paired], landed | {"b": "2"}) == {"a": alone}
    assert still_valid([alone, paired], {"a": "1", "c": "1"}) == {"a": alone}
    # One set aside is no company any more.
    other = Aside.of("b", Fault("check", "reason"), landed)
    assert still_valid([other, paired], landed) == {"b": other}
    assert alone.mark != replace(alone, reason="another").mark


def test_a_fault_of_the_machine_or_of_ours_is_no_documents() -> None:
    def failure(kind: str, message: str) -> FailedError:
        return FailedError([Failure("int_figures", kind, "models/f.sql", message)])

    conversion = "Conversion Error: Could not convert string 'x' to INT32 LINE 12: cast(x"
    assert failure("model", conversion).may_be_of_documents
    assert failure("model", "Out of Memory Error: could not allocate").may_be_of_documents
    assert failure("model", "Out of Memory Error: could not allocate").is_of_memory
    assert not failure("model", conversion).is_of_memory
    assert failure("test", "Got 3 results, configured to fail if != 0").may_be_of_documents
    assert not failure("model", "IO Error: No space left on device").may_be_of_documents
    assert not failure("seed", conversion).may_be_of_documents
    assert not failure("unit_test", conversion).may_be_of_documents
    assert not failure("", "Parsing Error").may_be_of_documents
    fault = failure("model", conversion).fault
    assert fault.check == "model int_figures"
    assert fault.reason.endswith("Conversion Error: Could not convert string 'x' to INT32")


# ---------------------------------------------------------------- what the gate says of whom

SENTENCE = Sentence("It holds.", "成立。")


def refusal(documents: dict[str, dict[str, Any]], against: str = "document") -> Verdict:
    check = Check("suite", "figures", "critical", SENTENCE, passed=False, examined=9)
    return Verdict((), (replace(check, against=against, documents=documents),))


def test_a_check_sets_aside_whom_it_names_with_the_operands() -> None:
    landed = {key: f"{key}1" for key in "abcde"}
    verdict = refusal({"b": {"page": 3, "left": 1, "nothing": None}, "": {}, "elsewhere": {}})
    (aside,) = containment.at_fault(verdict, set("abcde"), landed, [{"a", "b", "c"}, {"d"}, {"e"}])
    assert aside.reason == "figures: It holds. (成立。); page=3, left=1"
    assert (aside.document_id, aside.check, aside.fingerprint) == ("b", "It holds.", "b1")
    assert aside.company == {"a": "a1", "c": "c1"}
    # Two of one body: neither is company of the other.
    both = containment.at_fault(refusal({"a": {}, "b": {}}), landed, landed, [{"a", "b", "c"}])
    assert [one.company for one in both] == [{"c": "c1"}, {"c": "c1"}]
    # A key that two documents have in common, and what all documents are judged by.
    (later,) = containment.at_fault(refusal({"d": {"other_document_id": "a"}}), landed, landed, [])
    assert later.company == {"a": "a1"}
    (worst,) = containment.at_fault(refusal({"d": {}}, "corpus"), landed, landed, [])
    assert worst.company.keys() == set("abce")
    # Nobody is set aside twice, and for what concerns the whole nobody is.
    assert containment.at_fault(refusal({"b": {}}), set("acde"), landed, []) == []
    assert containment.at_fault(refusal({}), landed, landed, []) == []


@pytest.mark.parametrize(
    ("count", "readable", "share", "is_published"),
    [
        (1, 1, 0.1, False),
        (1, 2, 0.1, True),
        (3, 6, 0.1, True),
        (3, 5, 0.1, False),
        (4, 39, 0.1, False),
        (4, 40, 0.1, True),
        (4, 8, 0.5, True),
        (5, 8, 1.0, False),
    ],
)
def test_so_many_may_be_set_aside(
    count: int, readable: int, share: float, is_published: bool
) -> None:
    told = {f"{number}.pdf": "it breaks" for number in range(count)}
    if is_published:
        containment.check_share(told, readable, share)
        return
    with pytest.raises(GateRefusedError, match=f"{count} of {readable} documents") as refused:
        containment.check_share(told, readable, share)
    assert refused.value.details[0] == "0.pdf: it breaks"
    assert "--accept-aside" in refused.value.details[-1]


# ---------------------------------------------------------------- every critical expectation

SUITES = gate.load(ROOT / "expectations")
CRITICAL = [
    (suite, expectation)
    for suite in SUITES
    for expectation in suite.expectations
    if expectation.severity == "critical"
]
# What is about no document: whether anything was looked at, and what seeds and models made of it.
OF_THE_WHOLE = {
    "Completeness was looked at on at least one page.",
    "There is at least one document.",
    "There is at least one figure.",
    "Where there are figures, there are facts.",
    "Where there are figures, identities were computed from them.",
    "Where a document prints several tables, identities between tables were computed.",
    "Every identity with a floor was computed on some document, where five or more print its"
    " operands.",
    "A key stands once in its dimension.",
}


def facts(sql: str) -> str:
    return ";".join(sql.replace("{fact}", table) for table in FACTS)


# What spoils rows of one document alone, `{id}`.
SPOILT = {
    "An amount that is in no cell, header or prose is listed among the findings, with its page.": (
        "update audit_completeness set unexplained_amounts = 1 where document_id = '{id}'"
    ),
    "At least 999 of 1,000 figures of all pages have their place.": (
        "update audit_completeness set unexplained = 400, printed_count = 400 "
        "where document_id = '{id}' and page = 9"
    ),
    "The places add up to the figures of the page, each counted once.": (
        "update audit_completeness set printed_count = printed_count + 1 where document_id = '{id}'"
    ),
    "A page of a document is counted once.": (
        "insert into audit_completeness from audit_completeness where document_id = '{id}'"
    ),
    "Every document with figures had its pages looked at for completeness.": (
        "delete from audit_completeness where document_id = '{id}'"
    ),
    "What was acknowledged or corrected is still printed as it was when that was decided.": (
        "insert into audit_curation by name select '{id}' as document_id, false as still_applies"
    ),
    "A corrected amount stands beside the printed one and never in its place.": (
        "update figures set corrected_amount_yuan = amount_yuan where document_id = '{id}'"
    ),
    "Every fact has the amount of the figure it comes from, to the last digit.": facts(
        "update {fact} set amount_yuan = amount_yuan + 0.01 where document_id = '{id}'"
    ),
    "A figure becomes a fact at most once, so that a sum counts no money twice.": facts(
        "insert into {fact} from {fact} where document_id = '{id}'"
    ),
    'Facts are leaves; printed totals and parts ("其中") are not facts.': (
        "update figures set figure_role = 'total' where document_id = '{id}'"
    ),
    "Every fact belongs to a document and a unit that are listed.": facts(
        "update {fact} set unit_id = 'nobody' where document_id = '{id}'"
    ),
    "A fact holds the phase its document is about, a budget what was planned at first, accounts"
    " what became of it.": facts("update {fact} set phase = 'adjusted' where document_id = '{id}'"),
    "The rows of a fact in one document add up to a total printed elsewhere than in these rows,"
    " within the rounding of their digits.": (
        "update fct_revenue set amount_yuan = amount_yuan + 100000 where document_id = '{id}'"
    ),
    "Rows that no printed total proves are in no fact, and are listed among the findings.": (
        "update audit_additivity set is_proved = false where document_id = '{id}'"
    ),
    "Every finding has an identifier of its own, a severity, a document and a sentence that"
    " explains it.": "insert into findings by name select '{id}' as document_id",
    "Every identity is judged once in every place.": (
        "insert into audit_identities from audit_identities where document_id = '{id}'"
    ),
    "Every verdict is a known one, about an identity in a document.": (
        "update audit_identities set outcome = 'perhaps' where document_id = '{id}'"
    ),
    "What is called rounding lies inside the tolerance that the printed digits allow, what is"
    " called broken outside.": (
        "update audit_identities set difference_yuan = 1 "
        "where document_id = '{id}' and outcome = 'holds'"
    ),
    "Every broken identity is counted in a finding, so that a person hears of it.": (
        "update audit_identities set outcome = 'broken' "
        "where document_id = '{id}' and outcome = 'holds'"
    ),
    "Every identity that was judged is in the catalogue, with a sentence in both languages.": (
        "update audit_identities set identity = 'unheard_of' where document_id = '{id}'"
    ),
    "Every figure has an identifier.": (
        "update figures set figure_id = null where document_id = '{id}'"
    ),
    "An identifier names one figure.": (
        "insert into figures from figures where document_id = '{id}'"
    ),
    "A cell of a printed table holds one figure.": (
        "insert into figures select * replace (figure_id || '+' as figure_id) from figures "
        "where document_id = '{id}'"
    ),
    "Every figure belongs to a document, and says on which page and in which cell it stands.": (
        "update figures set row_no = null where document_id = '{id}'"
    ),
    "Every code, purse and nature that a fact names is in its dimension.": (
        "update fct_expenditure_by_function set nature = 'unheard of' where document_id = '{id}'"
    ),
}


def test_every_critical_expectation_is_about_documents_or_the_whole() -> None:
    assert {expectation.sentence.en for _, expectation in CRITICAL} == OF_THE_WHOLE | SPOILT.keys()
    assert OF_THE_WHOLE.isdisjoint(SPOILT)


@pytest.mark.builds
@pytest.mark.parametrize("sentence", SPOILT)
def test_the_document_at_fault_is_set_aside_and_without_it_the_check_holds(
    samples: Built, tmp_path: Path, sentence: str
) -> None:
    """Spoil one document among good ones: of it alone the gate tells, and the rest passes."""
    database = Path(shutil.copy(samples.path(DATABASE), tmp_path))
    ((suite, expectation),) = [one for one in CRITICAL if one[1].sentence.en == sentence]
    asked = [replace(suite, expectations=(expectation,))]
    with duckdb.connect(str(database)) as connection:
        documents = [
            key for (key,) in connection.execute("select document_id from dim_document").fetchall()
        ]
        # One that every fact table has rows of.
        every = " intersect ".join(f"select document_id from {fact}" for fact in FACTS[:4])  # noqa: S608
        ((spoilt,),) = connection.execute(f"{every} order by 1 limit 1").fetchall()
        connection.execute(SPOILT[sentence].replace("{id}", spoilt))
    verdict = gate.run(asked, database)
    assert verdict.refusals
    assert {key for check in verdict.refusals for key in check.documents} == {spoilt}
    landed = dict.fromkeys(documents, "1")
    (aside,) = containment.at_fault(verdict, documents, landed, [[key] for key in documents])
    assert (aside.document_id, aside.check) == (spoilt, sentence)
    # As the next round finds it: without the rows of that document.
    rest = Path(shutil.copy(database, tmp_path / "rest.duckdb"))
    with duckdb.connect(str(rest)) as connection:
        tables = connection.execute(
            "select table_name from duckdb_columns() where column_name = 'document_id'"
        ).fetchall()
        for (table,) in tables:
            if table != "dim_document":
                connection.execute(f"delete from {table} where document_id = '{spoilt}'")  # noqa: S608
    assert gate.run(asked, rest).refusals == ()


@pytest.mark.builds
def test_what_cannot_be_asked_is_nobodys_fault(samples: Built, tmp_path: Path) -> None:
    database = Path(shutil.copy(samples.path(DATABASE), tmp_path))
    suite, expectation = next(one for one in CRITICAL if one[1].sentence.en in SPOILT)
    kwargs = {"unexpected_rows_query": "select document_id, no_such_column from {batch}"}
    broken = replace(suite, expectations=(replace(expectation, kwargs=kwargs),))
    (check,) = gate.run([broken], database).refusals
    assert "no_such_column" in check.error
    assert check.documents == {}
    missing = replace(suite, tables=("no_such_table",))
    assert {check.error for check in gate.run([missing], database).refusals} == {
        "the table no_such_table is missing"
    }


# ---------------------------------------------------------------- in a run, among good documents

# What the models of the spoilt program cannot bear, the file it stands in, and in which model.
FAILS = {
    "模型局.txt": ("models/staging/stg_lines.sql", "text like '%鲁山县模型局%'"),
    "维度局.txt": ("models/marts/dimensions/dim_unit.sql", "department_name like '%维度局%'"),
}
# Two of one disclosure are too many for it, whichever comes later.
PAIR = ("审计局.txt", "审计局（更正）.txt")
SUITE = """
title: {en: Planted, zh: 试验}
tables: [figures]
expectations:
  - type: unexpected_rows_expectation
    severity: critical
    description: {en: No figure is of this body., zh: 没有该单位的数字。}
    kwargs:
      unexpected_rows_query: >
        select document_id, page, printed_text from {batch}
        where department_name like '%检查局%' order by all
"""
GOOD = ("财政局", "教育局", "农业局")


def spoil(path: Path, condition: str) -> None:
    """Make a model raise on the rows of a condition."""
    *body, last = path.read_text(encoding="utf-8").rstrip().splitlines()
    raising = f"case when {condition} then error('planted') else true end"
    word = "qualify" if " over " in condition else "where"
    path.write_text("\n".join([*body, last, f"{word} {raising}", ""]), encoding="utf-8")


def program_with(folder: Path, faults: dict[str, tuple[str, str]]) -> Path:
    """Copy the program, with models that raise and a check that some document cannot pass."""
    for name in ("extract", "yujuesuan", "models", "macros", "seeds", "expectations", "tests/dbt"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for path in ROOT.glob("*.yml"):
        shutil.copy(path, folder)
    for model, condition in faults.values():
        spoil(folder / model, condition)
    (folder / "expectations" / "planted.yml").write_text(SUITE, encoding="utf-8")
    return folder


def spoilt_program(folder: Path) -> Path:
    program = program_with(folder, FAILS)
    # The ids of unit tests are shorter.
    pair = "count(*) over (partition by disclosure_id) > 1 and length(document_id) = 16"
    spoil(program / "models/intermediate/disclosures/int_disclosures.sql", pair)
    return program


@pytest.mark.long
def test_a_model_and_a_check_that_fail_on_one_document_each_stop_no_other(tmp_path: Path) -> None:
    faults = {"模型局.txt": FAILS["模型局.txt"]}
    place = Place(tmp_path, program_with(tmp_path / "program", faults))
    for number, name in enumerate(("财政局", "教育局", "模型局", "检查局")):
        place.write(f"{name}.txt", disclosure(f"鲁山县{name}", 100 + number, 30))
    night = place.night("one", "--accept-aside", "0.5")
    assert night.code == 6, night.stderr
    aside = aside_of(place, "one")
    assert {name: one["check"] for name, one in aside.items()} == {
        "模型局.txt": "model stg_lines",
        "检查局.txt": "No figure is of this body.",
    }
    assert "Invalid Input Error: planted" in aside["模型局.txt"]["reason"]
    rows = rows_of_all(place.release)
    assert rows["figures"].keys() == {"财政局.txt", "教育局.txt"}
    assert rows["fct_expenditure_by_function"]["财政局.txt"] > 0


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Live through nights on which some documents fail."""
    folder = tmp_path_factory.mktemp("containment")
    place = Place(folder, spoilt_program(folder / "program"))
    for number, name in enumerate((*GOOD, "模型局", "维度局", "检查局")):
        place.write(f"{name}.txt", disclosure(f"鲁山县{name}", 100 + number, 30))
    # Of five documents and more, one has to state what its tables print.
    place.write("统计局.txt", disclosure("鲁山县统计局", 15, 6) + IN_PROSE)
    place.write("交通局.txt", department("鲁山县交通局", "鲁山县公路站", 50, 20))
    audit = disclosure("鲁山县审计局", 15, 6)
    place.write(PAIR[0], audit)
    place.write(PAIR[1], audit.replace("部门预算\n", "部门预算\n\n2024年6月\n", 1))
    place.night("tuesday", "--accept-aside", "0.5")
    place.night("wednesday: nothing new", "--accept-aside", "0.5")

    place.write("商务局.txt", disclosure("鲁山县商务局", 7, 3))
    place.noted["tries"] = [tries(place)]
    place.night("thursday: one more", "--accept-aside", "0.5")
    place.noted["tries"].append(tries(place))

    place.write("模型局.txt", disclosure("鲁山县修好局", 8, 4))
    place.noted["pair"] = pair_of(place)
    place.noted["told"] = (place.release / "report.md").read_text(encoding="utf-8")
    place.noted["rows"] = rows_of_all(place.release)
    (place.documents / place.noted["pair"][0]).unlink()
    place.night("friday: mended", "--accept-aside", "0.5")
    return place


def tries(place: Place) -> int:
    """Count how often a planted fault has been met so far."""
    logs = (place.work / "logs").glob("dbt.log*")
    told = "".join(path.read_text(encoding="utf-8") for path in logs)
    return told.count("Invalid Input Error: planted")


def pair_of(place: Place) -> list[str]:
    """Return the pair in the order of their ids: the later one is set aside."""
    text = (place.release / "manifest.json").read_text(encoding="utf-8")
    documents = json.loads(text)["documents"]
    ids = {one["file_name"]: one["document_id"] for one in documents}
    return sorted(PAIR, key=ids.__getitem__)


def rows_of_all(release: Path) -> dict[str, dict[str, int]]:
    """Count the rows of every table that has any, by file."""
    with duckdb.connect(str(release / DATABASE), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from duckdb_columns() where column_name = 'document_id'"
        ).fetchall()
        return {
            table: dict(
                connection.execute(
                    "select documents.file_name, count(*) "  # noqa: S608
                    f"from {table} join dim_document as documents using (document_id) group by all"
                ).fetchall()
            )
            for (table,) in tables
        }


def aside_of(place: Place, night: str) -> dict[str, dict[str, Any]]:
    told = place.nights[night].report["documents"]["set_aside"]
    return {one["file_name"]: one for one in told}


@pytest.mark.long
def test_nights_with_documents_at_fault_end_as_documented(week: Place) -> None:
    codes = {name: night.code for name, night in week.nights.items()}
    assert codes == {
        "tuesday": 6,
        "wednesday: nothing new": 5,
        "thursday: one more": 0,
        "friday: mended": 0,
    }, {name: night.stderr[-1500:] for name, night in week.nights.items()}


@pytest.mark.long
def test_each_at_fault_is_set_aside_with_its_model_or_check(week: Place) -> None:
    aside = aside_of(week, "tuesday")
    later = week.noted["pair"][1]
    assert {name: one["check"] for name, one in aside.items()} == {
        "模型局.txt": "model stg_lines",
        "维度局.txt": "model dim_unit",
        "检查局.txt": "No figure is of this body.",
        later: "model int_disclosures",
    }
    assert aside[later]["company"] == [week.noted["pair"][0]]
    assert "Invalid Input Error: planted" in aside["维度局.txt"]["reason"]
    assert "没有该单位的数字" in aside["检查局.txt"]["reason"]
    assert "printed_text=" in aside["检查局.txt"]["reason"]
    events = week.nights["tuesday"].events("set_aside")
    assert {one["file_name"] for one in events} == aside.keys()
    assert all(one["is_new"] for one in aside.values())
    assert not any(one["is_new"] for one in aside_of(week, "thursday: one more").values())


@pytest.mark.long
def test_who_looks_for_a_document_set_aside_finds_it_and_why(week: Place) -> None:
    lines = week.noted["told"].splitlines()
    assert lines[2].startswith("**4 documents set aside**")
    assert lines[4].startswith("- ")
    assert sum("fails on it" in line for line in lines[4:8]) == 3
    manifest = json.loads((week.release / "manifest.json").read_text(encoding="utf-8"))
    outcomes = {one["file_name"]: one["outcome"] for one in manifest["documents"]}
    assert outcomes["检查局.txt"] == "set_aside"
    with duckdb.connect(str(week.release / DATABASE), read_only=True) as connection:
        (told,) = connection.execute(
            "select read_outcome, read_reason, figure_count from dim_document "
            "where file_name = '检查局.txt'"
        ).fetchall()
        (found,) = connection.execute(
            "select severity, attribution, explanation, explanation_zh from findings "
            "where file_name = '检查局.txt'"
        ).fetchall()
    assert told[0] == "set_aside"
    assert told[1] == aside_of(week, "tuesday")["检查局.txt"]["reason"]
    assert told[2] == 0
    assert found[:2] == ("critical", "misread")
    assert told[1] in found[2]
    assert told[1] in found[3]


@pytest.mark.long
def test_rows_of_documents_set_aside_leave_every_table(week: Place) -> None:
    rows = week.noted["rows"]
    aside = aside_of(week, "tuesday").keys()
    held = {table for table, files in rows.items() if aside & files.keys()}
    assert held == {"dim_document", "coverage", "findings"}
    for good in GOOD:
        assert rows["figures"][f"{good}.txt"] == rows["figures"]["财政局.txt"] > 0
        assert rows["fct_expenditure_by_function"][f"{good}.txt"] > 0
    with duckdb.connect(str(week.release / DATABASE), read_only=True) as connection:
        units = connection.execute("select department_name from dim_unit").fetchall()
    named = {name for (name,) in units}
    assert "鲁山县财政局" in named
    assert named.isdisjoint({"鲁山县维度局", "鲁山县检查局", "鲁山县模型局"})


@pytest.mark.long
def test_a_night_on_which_nothing_changed_for_them_does_not_try_them_anew(week: Place) -> None:
    before, after = week.noted["tries"]
    assert after == before > 0
    assert week.nights["thursday: one more"].steps.count("tables") == 1


@pytest.mark.long
def test_what_changed_is_tried_anew(week: Place) -> None:
    aside = aside_of(week, "friday: mended")
    assert aside.keys() == {"维度局.txt", "检查局.txt"}
    rows = rows_of_all(week.release)
    assert rows["figures"]["模型局.txt"] > 0
    assert rows["figures"][week.noted["pair"][1]] > 0


@pytest.mark.long
def test_from_scratch_in_slices_the_same_are_set_aside(week: Place, tmp_path: Path) -> None:
    scratch = Place(tmp_path, week.root)
    for number, path in enumerate(sorted(week.documents.iterdir(), reverse=True)):
        scratch.write(f"{number}/{path.name}", path.read_bytes())
    night = scratch.night("scratch", "--accept-aside", "0.5", env={SLICE_VARIABLE: "6"})
    assert night.code == 6, night.stderr
    friday = week.nights["friday: mended"].parquet
    assert night.parquet.keys() == friday.keys()
    assert [name for name, file in night.parquet.items() if file != friday[name]] == []
