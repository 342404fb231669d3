"""dbt in this process: run again and again on one set of models, and what failed of it."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from yujuesuan.build import slices
from yujuesuan.build.aside import Fault
from yujuesuan.words import one_line
from yujuesuan.workspace import Workspace

# How many parts a run of dbt counts for in the progress.
PARTS = 100
# Of a message of dbt, so many letters.
MESSAGE = 600
FAILED = frozenset({"error", "fail", "runtime error"})
# What documents can break; seeds, unit tests and dbt itself they cannot.
OF_DOCUMENTS = frozenset({"model", "test"})
# What DuckDB says of a disk, a file or its own state.
OF_THE_MACHINE = re.compile("IO Error|FATAL Error|Permission Error|No space left")
# Where DuckDB goes on to show the SQL.
SQL_SHOWN = re.compile(r" (?:LINE \d+:|compiled code at ).*")


@dataclass(frozen=True)
class Failure:
    """A node that failed, with the message on one line; `kind` is empty where it was dbt itself."""

    name: str
    kind: str
    file: str
    message: str

    def __str__(self) -> str:
        return f"{self.name} ({self.file}): {self.message}" if self.name else self.message

    @property
    def may_be_of_documents(self) -> bool:
        """Tell whether other documents might not have broken it."""
        return self.kind in OF_DOCUMENTS and not OF_THE_MACHINE.search(self.message)

    @property
    def fault(self) -> Fault:
        """Tell it to a person who looks for a document."""
        en, zh = ("model", "模型") if self.kind == "model" else ("test", "测试")
        told = SQL_SHOWN.sub("", self.message)
        return Fault(f"{en} {self.name}", f"the {en} {self.name} fails on it ({zh}出错): {told}")


class FailedError(Exception):
    """Nodes failed: at least one, told in an order that does not depend on the machine."""

    def __init__(self, failures: list[Failure]) -> None:
        super().__init__(*map(str, failures))
        self.failures = sorted(failures, key=lambda one: (one.kind != "model", one.name))

    @property
    def may_be_of_documents(self) -> bool:
        """Tell whether all of them may be."""
        return all(one.may_be_of_documents for one in self.failures)

    @property
    def is_of_memory(self) -> bool:
        """Tell whether there was too little memory: of less at a time, it may suffice."""
        return any("Out of Memory" in one.message for one in self.failures)

    @property
    def fault(self) -> Fault:
        """Tell the first one."""
        return self.failures[0].fault


class Dbt:
    """dbt, on another workspace each time; `steps` says how many runs there will be.

    `tell` hears how many of how many parts are done.
    """

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        self.steps = 3
        self._tell, self._runner, self._connections = tell, dbtRunner, DuckDBConnectionManager
        self._step = 0
        parsed: Any = dbtRunner().invoke(["--quiet", "parse"])
        if failures := list(_failures(parsed)):
            raise FailedError(failures)
        self._parsed = parsed.result
        self.kept = slices.kept_tables(parsed.result.nodes)

    def run(self, place: Workspace, *command: str) -> None:
        """Run a command on the landing and the warehouse of a workspace.

        Raises FailedError with the nodes that failed.
        """
        os.environ["YUJUESUAN_LANDING"] = str(place.landing)
        os.environ["YUJUESUAN_WAREHOUSE"] = str(place.warehouse)
        runner = self._runner(manifest=self._parsed, callbacks=[self._hear])
        failures = list(_failures(runner.invoke(["--quiet", *command])))
        # Else dbt would hold the files until its process ends.
        self._connections.close_all_connections()  # type: ignore[no-untyped-call]
        gc.collect()
        self._step += 1
        if failures:
            # It will be run again, on less.
            self.steps += 1
            raise FailedError(failures)

    def _hear(self, event: Any) -> None:
        """Count the nodes that dbt says it has finished, as parts of the steps there will be."""
        if event.info.name in {"LogModelResult", "LogSeedResult"}:
            of = event.data.total
        elif event.info.name == "LogTestResult":
            of = event.data.num_models
        else:
            return
        done = PARTS * self._step + PARTS * event.data.index // of
        self._tell(min(done, PARTS * self.steps), PARTS * self.steps)


def _failures(answer: Any) -> Iterator[Failure]:
    """Name every node that failed."""
    if answer.exception:
        yield Failure("", "", "", one_line(str(answer.exception))[:MESSAGE])
    results = getattr(answer.result, "results", None) or ()
    for result in results:
        if result.status in FAILED:
            where = result.node.original_file_path
            # dbt's first line names the node once more.
            message = (result.message or "").partition(f"({where})")[2] or result.message
            yield Failure(
                result.node.name,
                str(result.node.resource_type),
                where,
                one_line(message or "failed")[:MESSAGE],
            )
    if not answer.success and not answer.exception and not results:
        yield Failure("", "", "", "dbt failed")
