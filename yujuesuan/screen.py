"""Tell what is going on: bars on a terminal, plain lines into a log, JSON for programs.

What libraries write to stderr is kept away from the person at the terminal. DuckDB's bindings,
camelot, Great Expectations and dbt all write there, from worker processes and even while Python
shuts down, so the file descriptor itself is diverted, for good.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from extract.landing.rows import Readied
from extract.types import Outcome, Source

Heard = Callable[[Source, Readied | Outcome], None]
Counted = Callable[[int, int], None]


def divert_stderr(log: Path | None = None) -> TextIO:
    """Send everything written to stderr from now on into `log`; return the real stderr.

    Without a log it is thrown away. Processes started later inherit this.
    """
    sys.stderr.flush()
    ours = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8", errors="replace")
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    sink = os.open(log or os.devnull, flags, 0o644)
    os.dup2(sink, 2)
    os.close(sink)
    return ours


class Steps:
    """The steps of a build, shown one after the other on the stream that is for people.

    With `as_json` the stream is for programs: every event is a JSON object on a line of its own,
    with its time in UTC. `seconds` holds what each step took, of however many times.
    """

    def __init__(self, stream: TextIO, *, as_json: bool = False) -> None:
        # Without a terminal there is no width to fit into: a line of a log is never broken.
        width = None if stream.isatty() else 10_000
        self.console = Console(file=stream, highlight=False, width=width, quiet=as_json)
        self.stream = stream if as_json else None
        self.seconds: dict[str, float] = {}

    @contextmanager
    def reading(self, sources: list[Source]) -> Iterator[Heard]:
        """Show documents being read: how many, pages per second, time left."""
        started = time.monotonic()
        pages = done = 0
        self.say("begun", step="read", documents=len(sources))
        with self._bar() as bar:
            # By size, as one document may be a page and the next a thousand.
            task = bar.add_task("Reading", total=sum(s.byte_size for s in sources), note="")

            def hear(source: Source, result: Readied | Outcome) -> None:
                nonlocal pages, done
                done += 1
                pages += 0 if isinstance(result, Outcome) else result.page_count
                pace = pages / max(time.monotonic() - started, 0.001)
                note = f"{done}/{len(sources)} documents, {pace:.1f} pages/s"
                bar.update(task, advance=source.byte_size, note=note)
                outcome = result if isinstance(result, Outcome) else result.outcomes[0]
                self.say("document", file_name=source.file_name, **_told(outcome))
                if not self.console.is_terminal:
                    self.console.print(
                        f"  {done}/{len(sources)} {escape(source.file_name)}: "
                        f"{outcome.outcome}, {escape(outcome.reason)}"
                    )

            yield hear
        said = f"Read {len(sources)} documents, {pages} pages" if sources else ""
        self._done("read", said, started)

    @contextmanager
    def step(self, name: str, doing: str, done: str) -> Iterator[Counted]:
        """Show one step; the function it gives is told how many of how many parts are done."""
        started = time.monotonic()
        self.say("begun", step=name)
        with self._bar() as bar:
            task = bar.add_task(doing, total=None, note="")
            yield lambda part, parts: bar.update(
                task, completed=part, total=parts, note=f"{part}/{parts}"
            )
        self._done(name, done, started)

    def note(self, text: str) -> None:
        """Say something that is neither a step nor a failure."""
        self.say("note", text=text)
        self.console.print(f"  {escape(text)}")

    def say(self, event: str, **fields: object) -> None:
        """Write an event into the log for programs, if this is one."""
        if self.stream:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            content = {"time": now, "event": event, **fields}
            print(json.dumps(content, ensure_ascii=False), file=self.stream, flush=True)

    def _done(self, name: str, text: str, started: float) -> None:
        seconds = time.monotonic() - started
        self.seconds[name] = round(self.seconds.get(name, 0) + seconds, 3)
        self.say("done", step=name, seconds=round(seconds, 3))
        if text:
            self.console.print(f"[green]✓[/] {text} [dim]({seconds:.1f} s)[/]")

    def _bar(self) -> Progress:
        return Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TextColumn("[dim]{task.fields[note]}"),
            TimeElapsedColumn(),
            _TimeLeft(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )


def _told(outcome: Outcome) -> dict[str, str]:
    return {"outcome": outcome.outcome, "reason": outcome.reason}


class _TimeLeft(TimeRemainingColumn):
    """The time left, and only where it can be told."""

    def render(self, task: Task) -> Text:
        left = super().render(task)
        known = any(sign.isdigit() for sign in left.plain)
        return left.append(" left") if known else Text()
