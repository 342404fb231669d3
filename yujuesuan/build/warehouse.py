"""Bring the warehouse up to the landing, in the process that dbt has of its own.

What changed is worked out in slices. A slice that fails is halved until the documents at fault are
found: they are set aside, and the others go on.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import traceback
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TextIO

import duckdb

from yujuesuan.build import slices
from yujuesuan.build.aside import Aside, Fault, Fingerprints, culprits, still_valid
from yujuesuan.build.dbt_runs import Dbt, FailedError
from yujuesuan.build.models import docs_page
from yujuesuan.words import one_line
from yujuesuan.workspace import Workspace

# Documents worked out at a time. More need more memory; fewer, more starts of the same models.
SLICE = 500
# The variable by which tests make slices of few documents.
SLICE_VARIABLE = "YUJUESUAN_SLICE"
ALL_DOCUMENTS = f"tag:{slices.CORPUS}"
MODELS, TESTS = "resource_type:model", "resource_type:test"
UNIT_TESTS = "resource_type:unit_test"
NAMES = ("--select", "+int_body_keys", "--exclude", TESTS, UNIT_TESTS)
# What a slice is made by, and what is made anew from all that is kept.
OF_A_SLICE = ("build", "--select", MODELS, "--exclude", ALL_DOCUMENTS, UNIT_TESTS)
OF_ALL = ("build", "--select", ALL_DOCUMENTS, "--exclude", UNIT_TESTS)

Bodies = Sequence[Sequence[str]]
Attempt = Callable[[Collection[str]], FailedError | None]


def main(folder: Path) -> None:
    """Build the warehouse of the workspace in a folder, reporting over what was stdout."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    pipe = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)
    failures: Collection[str] = ()
    try:
        _Builder(Workspace(folder), Dbt(lambda done, of: _say(pipe, done=done, of=of))).build()
    except FailedError as failed:
        failures = failed.args
    except (duckdb.Error, OSError) as error:
        # A full disk, a folder that became read-only.
        traceback.print_exc()
        failures = [one_line(str(error))]
    for failure in failures:
        _say(pipe, failure=failure)
    _say(pipe, finished=not failures)


def _end_with_parent() -> None:
    """End at once when nobody is left to report to: an orphan would hold the warehouse open."""
    os.read(0, 1)
    os._exit(1)


def _say(pipe: TextIO, **message: object) -> None:
    print(json.dumps(message, ensure_ascii=False), file=pipe)


class _Builder:
    """A build of one workspace; `landed` and `aside` are what it makes of which documents."""

    def __init__(self, whole: Workspace, dbt: Dbt) -> None:
        self.whole, self.dbt = whole, dbt
        self.piece = Workspace(whole.folder / "slice")
        self.landed = slices.present(whole.landing)
        self.aside = still_valid(slices.set_aside(whole.warehouse), self.landed)
        # Whether the models were seen to work on no document at all.
        self.proved = False

    @property
    def present(self) -> Fingerprints:
        """The documents of this run; one set aside counts for what it is then."""
        return {**self.landed, **{key: one.mark for key, one in self.aside.items()}}

    def build(self) -> None:
        """Work out what differs, then what looks at all documents, until nothing fails."""
        # The page stands for what else dbt writes when it begins from nothing.
        held = slices.held(self.whole.warehouse) if docs_page(self.whole).exists() else {}
        if self.present.items() & held.items():
            self._go_on(held)
        elif self._begin():
            shutil.rmtree(self.piece.folder, ignore_errors=True)
            return
        while self._look_at_all():
            self._go_on(slices.held(self.whole.warehouse))
        shutil.rmtree(self.piece.folder, ignore_errors=True)

    # ------------------------------------------------------------ what is worked out

    def _begin(self) -> bool:
        """Build from nothing; the first slice with every test and the documentation.

        Tells whether that was all there is to do.
        """
        slices.discard(self.whole.warehouse)
        bodies: Bodies = [sorted(self.present)]
        if len(self.present) > _size():
            bodies = self._bodies()
        first, *rest = slices.packed(bodies, _size())
        if failed := self._try(_all(first), "build"):
            if not failed.may_be_of_documents:
                raise failed
            first, rest = [], list(slices.packed(self._bodies(), _size()))
            if ours := self._try([], "build"):
                raise ours
            self.proved = True
        self.dbt.run(self.piece, "docs", "generate", "--static")
        slices.begin(self.whole.warehouse, self.piece.warehouse, *self._noted(_all(first)))
        if rest:
            slices.drop(self.whole.warehouse, (), self.dbt.kept)
            self._work_out_all(rest)
        return not rest

    def _go_on(self, held: Fingerprints) -> None:
        """Work out again the bodies of which a document came, changed or went."""
        changed = {key for key, mark in self.present.items() if held.get(key) != mark}
        names = slices.shared_names(self.whole.warehouse)
        if changed:
            self._name(changed)
            names = slices.shared_names(self.whole.warehouse, self.piece.warehouse)
        differing = changed | (held.keys() - self.present.keys())
        touched = [body for body in slices.bodies(names) if not body.isdisjoint(differing)]
        # Should this run break off, the next one finds them missing: all of a body or nothing.
        slices.drop(self.whole.warehouse, set().union(*touched), self.dbt.kept)
        remaining = (body & self.present.keys() for body in touched)
        self._work_out_all(list(slices.packed(filter(None, remaining), _size())))

    def _work_out_all(self, waiting: Sequence[Bodies]) -> None:
        self.dbt.steps += len(waiting)
        for bodies in waiting:
            self._work_out(bodies)

    def _work_out(self, bodies: Bodies) -> None:
        """Work out a slice and put it into the warehouse; halves of it, should it fail."""
        documents = _all(bodies)
        if failed := self._try(documents):
            self._blame_documents(failed)
            if len(bodies) > 1:
                middle = len(bodies) // 2
                self._work_out(bodies[:middle])
                self._work_out(bodies[middle:])
                return
            self._set_aside_of(documents, failed, self._try)
            if failed := self._try(documents):
                raise failed
        slices.add(
            self.whole.warehouse, self.piece.warehouse, *self._noted(documents), self.dbt.kept
        )

    def _bodies(self) -> Bodies:
        """Return all documents by the bodies they are of."""
        self._name(self.present)
        return [sorted(body) for body in slices.bodies(slices.shared_names(self.piece.warehouse))]

    def _name(self, documents: Collection[str]) -> None:
        """Leave the names by which these documents are told in the piece."""
        # Without a warehouse there are no seeds yet.
        verb = "run" if self.whole.warehouse.exists() else "build"

        def attempt(some: Collection[str]) -> FailedError | None:
            return self._try(some, verb, *NAMES)

        if failed := attempt(documents):
            self._blame_documents(failed)
            self._set_aside_of(sorted(documents), failed, attempt)
            if failed := attempt(documents):
                raise failed

    def _look_at_all(self) -> bool:
        """Make what looks at all documents; if it cannot be made, set those at fault aside.

        Tells whether there were any.
        """

        def attempt(some: Collection[str]) -> FailedError | None:
            those = [*some, *self.aside]
            slices.part(self.whole, those, self.piece, self.dbt.kept)
            return self._failed(self.piece, *OF_ALL)

        if not (failed := self._failed(self.whole, *OF_ALL)):
            return False
        # Who comes last when memory runs out is not to blame.
        if not failed.may_be_of_documents or failed.is_of_memory:
            raise failed
        if ours := attempt([]):
            raise ours
        self._set_aside_of(sorted(self.present), failed, attempt)
        return True

    # ------------------------------------------------------------ whose fault it is

    def _blame_documents(self, failed: FailedError) -> None:
        """Make sure that what failed may be the fault of a document, and not ours.

        Raises FailedError if it fails on no document at all.
        """
        if not failed.may_be_of_documents:
            raise failed
        if not self.proved:
            command = OF_A_SLICE if self.whole.warehouse.exists() else ("build",)
            if ours := self._try([], *command):
                raise ours
            self.proved = True

    def _set_aside_of(
        self, documents: Sequence[str], failed: FailedError, attempt: Attempt
    ) -> None:
        """Find those of some documents, which fail together, that are at fault.

        Raises FailedError where nothing is left that could be set aside.
        """

        def fails(some: Sequence[str]) -> Fault | None:
            again = attempt(some)
            if again and not again.may_be_of_documents:
                raise again
            return again.fault if again else None

        whole_ones = [key for key in documents if key not in self.aside]
        if not whole_ones:
            raise failed
        for key, fault in culprits(whole_ones, fails, failed.fault).items():
            self.aside[key] = Aside.of(key, fault, self.landed)

    def _try(self, documents: Collection[str], *command: str) -> FailedError | None:
        """Run a command on a slice of these documents; say how it failed, if it did."""
        slices.cut(self.whole, documents, self.piece, self.aside)
        return self._failed(self.piece, *(command or OF_A_SLICE))

    def _failed(self, place: Workspace, *command: str) -> FailedError | None:
        try:
            self.dbt.run(place, *command)
        except FailedError as failed:
            return failed
        return None

    def _noted(self, documents: Sequence[str]) -> tuple[Fingerprints, dict[str, Aside]]:
        return {key: self.present[key] for key in documents}, self.aside


def _all(bodies: Bodies) -> list[str]:
    return [document for body in bodies for document in body]


def _size() -> int:
    return int(os.environ.get(SLICE_VARIABLE, SLICE))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
