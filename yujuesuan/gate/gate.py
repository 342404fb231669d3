"""The gate: Great Expectations asserts over the tables about to be published.

The accounting is done in SQL; a suite only says what its result tables must look like. What fails
an expectation of the severity `critical` is not published: the documents that the offending rows
name by a column `document_id`, and the whole release where they name none. Publishers' own mistakes
fail expectations of the severity `warning` or `info`: they are findings, and are published.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from yujuesuan.database import limits, opened
from yujuesuan.errors import BuildFailedError

SEVERITIES = ("critical", "warning", "info")
AGAINST = ("document", "corpus")
SHOWN_ROWS = 200
# How the query of an expectation names the table it is asked of, and the rows whose fault it is.
TABLE, DOCUMENT = "{batch}", "document_id"
# Where a key breaks across two documents, the later one is named as above, the other one by this.
OTHER_DOCUMENT = "other_document_id"


@dataclass(frozen=True)
class Sentence:
    """The same sentence in both languages of our readers."""

    en: str
    zh: str


@dataclass(frozen=True)
class Expectation:
    """What one table must look like; `type` and `kwargs` are those of Great Expectations.

    `against` says what a document is judged by: its own rows and its body's (`document`), or those
    of all documents (`corpus`).
    """

    type: str
    severity: str
    sentence: Sentence
    against: str = "document"
    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Suite:
    """The expectations about one subject, asked of each of its tables."""

    name: str
    title: Sentence
    tables: tuple[str, ...]
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True)
class Check:
    """What came of one expectation on one table.

    `rows` are the offending ones, at most SHOWN_ROWS of the `failures` there are; `error` says
    why the question could not be answered, which counts as a failure. `documents` are those at
    fault, each with its first offending row; only of critical checks.
    """

    suite: str
    table: str
    severity: str
    sentence: Sentence
    passed: bool
    examined: int
    failures: int = 0
    rows: tuple[Mapping[str, Any], ...] = ()
    error: str = ""
    against: str = "document"
    documents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        """Tell whether what it is about is not published."""
        return not self.passed and self.severity == "critical"


@dataclass(frozen=True)
class Verdict:
    """Every check of every suite, and with it whether the release may be published."""

    suites: tuple[Suite, ...]
    checks: tuple[Check, ...]

    @property
    def refusals(self) -> tuple[Check, ...]:
        """The failed checks that block what they are about: documents, or the release."""
        return tuple(check for check in self.checks if check.blocks)

    @property
    def warnings(self) -> tuple[Check, ...]:
        """The failed checks that do not."""
        return tuple(c for c in self.checks if not c.passed and c.severity != "critical")


def load(folder: Path) -> tuple[Suite, ...]:
    """Read the suites of a folder, one per YAML file.

    Raises BuildFailedError where a file is not what it should be.
    """
    suites = tuple(_suite(path) for path in sorted(folder.glob("*.yml")))
    if not suites:
        raise BuildFailedError(f"no suites in {folder}: a release must be checked")
    return suites


def run(suites: Sequence[Suite], database: Path) -> Verdict:
    """Ask every expectation of the tables in the main schema of a DuckDB file."""
    examined = _row_counts(database)
    asker = _Asker(database)
    checks = [
        check
        for suite in suites
        for table in suite.tables
        for check in (
            asker.ask(suite, table, examined[table])
            if table in examined
            else _unanswered(suite, table, f"the table {table} is missing")
        )
    ]
    return Verdict(tuple(suites), tuple(checks))


def _suite(path: Path) -> Suite:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        suite = Suite(
            name=path.stem,
            title=Sentence(**content["title"]),
            tables=tuple(content["tables"]),
            expectations=tuple(
                Expectation(
                    type=e["type"],
                    severity=e["severity"],
                    sentence=Sentence(**e["description"]),
                    against=e.get("against", "document"),
                    kwargs=e.get("kwargs", {}),
                )
                for e in content["expectations"]
            ),
        )
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise BuildFailedError(f"{path.name} is no suite: {error!r}") from error
    unknown = {e.severity for e in suite.expectations} - set(SEVERITIES)
    unknown |= {e.against for e in suite.expectations} - set(AGAINST)
    if unknown or not suite.expectations or not suite.tables:
        raise BuildFailedError(f"{path.name} is no suite: nothing in it, or words {unknown}")
    return suite


def _row_counts(database: Path) -> dict[str, int]:
    with opened(database) as connection:
        names = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'release'"
        ).fetchall()
        return {
            name: connection.execute(f'select count(*) from main."{name}"').fetchall()[0][0]
            for (name,) in names
        }


def _unanswered(suite: Suite, table: str, error: str) -> list[Check]:
    """Fail a suite that cannot be asked, as a whole: no answer is not a good answer."""
    return [
        Check(suite.name, table, e.severity, e.sentence, passed=False, examined=0, error=error)
        for e in suite.expectations
    ]


class _Asker:
    """Great Expectations on one DuckDB file; importing it takes seconds, so it is done here."""

    def __init__(self, database: Path) -> None:
        import great_expectations

        from yujuesuan.gate import dialect

        dialect.register()
        logging.getLogger("great_expectations").setLevel(logging.ERROR)
        self.database = database
        self.gx: Any = great_expectations
        self.context: Any = self.gx.get_context(mode="ephemeral")
        self.context.enable_analytics(enable=False)
        self.context.variables.progress_bars = {"globally": False}
        self.source: Any = self.context.data_sources.add_sql(
            "release",
            connection_string=f"duckdb+ro:///{database.absolute()}",
            kwargs={"connect_args": {"read_only": True, "config": limits()}},
        )

    def ask(self, suite: Suite, table: str, examined: int) -> Iterator[Check]:
        """Validate one table against one suite."""
        name = f"{suite.name}.{table}"
        asset = self.source.add_table_asset(name, table, schema_name="main")
        expectations = [
            {"type": e.type, "severity": e.severity, "kwargs": dict(e.kwargs), "meta": {"no": no}}
            for no, e in enumerate(suite.expectations)
        ]
        # Asked of the batch itself: a validation definition would also write down every answer, for
        # nobody, and slowly.
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        asked = self.gx.ExpectationSuite(name=name, expectations=expectations)
        outcome = batch.validate(asked, result_format="COMPLETE")
        # Great Expectations answers in an order of its own.
        for result in sorted(outcome.results, key=lambda r: r.expectation_config.meta["no"]):
            expectation = suite.expectations[result.expectation_config.meta["no"]]
            check = _check(suite, table, expectation, examined, result)
            if check.blocks and not check.error:
                check = replace(check, documents=_documents(self.database, table, expectation))
            yield check


def _check(suite: Suite, table: str, asked: Expectation, examined: int, answer: Any) -> Check:
    rows = _rows(answer.result, asked) if not answer.success else []
    failures = answer.result.get("unexpected_count") or answer.result.get("observed_value") or 0
    return Check(
        suite.name,
        table,
        asked.severity,
        asked.sentence,
        passed=bool(answer.success),
        examined=examined,
        failures=0 if answer.success else max(_count(failures), len(rows)),
        rows=tuple(rows[:SHOWN_ROWS]),
        error="" if answer.success else _error(answer.exception_info),
        against=asked.against,
    )


def _documents(database: Path, table: str, asked: Expectation) -> dict[str, Mapping[str, Any]]:
    """Return the documents whose rows offend, each with the first one; "" stands for no document.

    Great Expectations tells of some rows only, and a document may come after them.
    """
    query = str(asked.kwargs.get("unexpected_rows_query", "")).replace(TABLE, f'main."{table}"')
    if not query:
        return {}
    with opened(database) as connection:
        names = connection.sql(query).columns
        if DOCUMENT not in names:
            return {}
        order = ", ".join([DOCUMENT, *(f'"{name}"' for name in names if name != DOCUMENT)])
        rows = connection.execute(
            f"select distinct on ({DOCUMENT}) * from ({query}) order by {order}"
        ).fetchall()
    told = [dict(zip(names, row, strict=True)) for row in rows]
    return {str(row.pop(DOCUMENT) or ""): row for row in told}


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _rows(result: Mapping[str, Any], asked: Expectation) -> list[Mapping[str, Any]]:
    """Return the offending rows; where only values of one column are known, as rows of it."""
    if "details" in result:
        return list(result["details"].get("unexpected_rows") or ())
    values = result.get("unexpected_list") or ()
    column = str(asked.kwargs.get("column", "value"))
    return [v if isinstance(v, Mapping) else {column: v} for v in values]


def _error(information: Mapping[str, Any]) -> str:
    """Return the message of the first exception, without its traceback."""
    if "exception_message" in information:
        return str(information["exception_message"] or "")
    messages = [str(one.get("exception_message", "")) for one in information.values()]
    return " ".join(messages[0].split())[:600] if messages else ""
