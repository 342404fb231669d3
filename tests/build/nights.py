"""Nights in one folder: runs one after the other over small disclosures, and what each left."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conftest import ROOT, Ended

from yujuesuan.release.history import History
from yujuesuan.release.tables import PART_VARIABLE

# A namespace without a network, where the system lets us have one.
UNSHARE = ["unshare", "--net"]
OFFLINE = (
    UNSHARE
    if shutil.which("unshare")
    and subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode == 0  # noqa: S603
    else []
)
# In every process of a run: whoever asks for a connection or an address is written down, and, if
# somebody wants to know, what was imported.
WATCH = """
import atexit, os, sys

def loaded():
    with open(os.environ["LOADED"], "a") as file:
        file.write("\\n".join(sys.modules))

if "LOADED" in os.environ:
    atexit.register(loaded)

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        if not isinstance(arguments[-1], str):  # a local socket is no network
            with open(os.environ["WATCHED"], "a") as file:
                file.write(f"{event} {arguments}\\n")

sys.addaudithook(watch)
"""

# So few that the tables of some nights are cut into files.
PART_ROWS = "30"

DISCLOSURE = """{year}年度

{name}

部门预算

目 录

预算03表

{year}年部门支出预算表

部门名称：{name}

单位：万元

科目编码\t\t\t单位代码\t单位（科目名称）\t合计\t基本支出\t\t\t\t\t项目支出\t\t
类\t款\t项\t\t\t\t小计\t人员经费\t\t公用经费\t\t小计\t其他运转类\t特定目标类
\t\t\t\t\t\t\t工资福利支出\t对个人和家庭的补助\t商品和服务支出\t资本性支出\t\t\t
\t\t\t\t合计\t{total:.2f}\t{pay:.2f}\t{pay:.2f}\t\t\t\t{projects:.2f}\t\t{projects:.2f}
201\t03\t01\t\t行政运行\t{pay:.2f}\t{pay:.2f}\t{pay:.2f}\t\t\t\t\t\t
201\t03\t02\t\t一般行政管理事务\t{projects:.2f}\t\t\t\t\t\t{projects:.2f}\t\t{projects:.2f}
"""
# Of five documents and more, one has to state what its tables print.
IN_PROSE = """
二、支出预算情况说明

2024年支出合计21.00万元，其中：基本支出15.00万元，项目支出6.00万元。
"""


def disclosure(name: str, pay: float, projects: float) -> str:
    """Write a dump of a small budget that adds up."""
    return DISCLOSURE.format(year=2024, name=name, pay=pay, projects=projects, total=pay + projects)


def department(name: str, unit: str, own: float, units: float) -> str:
    """Write a dump of a department's budget, with a line for itself and one for its unit."""

    def line(codes: str, unit_code: str, label: str, amount: float) -> str:
        return "\t".join([codes, unit_code, label, *[f"{amount:.2f}"] * 3]) + "\t" * 6 + "\n"

    head, _, _ = disclosure(name, 0, 0).partition("\t\t\t\t合计")
    lines = [line("\t\t", "", "合计", own + units)]
    for code, body, amount in (("301001", name, own), ("301002", unit, units)):
        lines += [line("\t\t", code, body, amount), line("201\t03\t01", code, "行政运行", amount)]
    return head + "".join(lines)


@dataclass(frozen=True)
class Night(Ended):
    """A run, and what was published after it: release, report, and every table's Parquet."""

    release: str | None
    report: Any
    parquet: dict[str, bytes]
    is_whole: bool

    @property
    def steps(self) -> list[str]:
        """The steps that were begun."""
        return [one["step"] for one in self.events("begun")]

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Return what the log tells of one kind."""
        told = [json.loads(line) for line in self.stderr.splitlines()]
        return [one for one in told if one["event"] == kind]


@dataclass
class Place:
    """The folders of a series of runs; `root` is where the program is."""

    folder: Path
    root: Path = ROOT
    nights: dict[str, Night] = field(default_factory=dict)
    # What else a test wants to remember of a moment in between.
    noted: dict[str, Any] = field(default_factory=dict)

    @property
    def documents(self) -> Path:
        return self.folder / "documents"

    @property
    def work(self) -> Path:
        return self.folder / "work"

    @property
    def release(self) -> Path:
        return self.folder / "release"

    @property
    def loaded(self) -> Path:
        return self.folder / "imports.txt"

    @property
    def watched(self) -> Path:
        return self.folder / "connections.txt"

    def write(self, name: str, content: str | bytes, *, age: float = 3600) -> None:
        """Write a document as it would lie there so many seconds later."""
        path = self.documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(path, (time.time() - age,) * 2)

    def start(self, *options: str, **more: Any) -> subprocess.Popen[str]:
        """Begin a run, cut off from the network."""
        watch = self.folder / "watch"
        if not watch.exists():
            watch.mkdir()
            (watch / "sitecustomize.py").write_text(WATCH)
        search = os.pathsep.join(
            filter(None, [str(watch), str(self.root), os.environ.get("PYTHONPATH")])
        )
        environment = more.pop("env", {})
        return subprocess.Popen(  # noqa: S603 - this very program
            [
                *(*OFFLINE, sys.executable, "-m", "yujuesuan", "nightly", "--log", "json"),
                *("--documents", str(self.documents), "--release", str(self.release)),
                *("--work", str(self.work), "--keep", "30", *options),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            cwd=self.folder,
            env=os.environ
            | {"PYTHONPATH": search, "PYTHONUTF8": "1", "WATCHED": str(self.watched)}
            | {PART_VARIABLE: PART_ROWS}
            | environment,
            **more,
        )

    def night(
        self,
        name: str,
        *options: str,
        at: Callable[[dict[str, Any]], bool] = lambda _: False,
        act: Callable[[subprocess.Popen[str]], object] = lambda _: None,
        **more: Any,
    ) -> Night:
        """Let a run come to its end; do something at an event of its log."""
        lines = []
        with self.start(*options, **more) as process:
            assert process.stderr
            assert process.stdout
            for line in process.stderr:
                lines.append(line)
                if at(json.loads(line)):
                    act(process)
            stdout = process.stdout.read()
        return self.keep(name, process.returncode, stdout, "".join(lines))

    def killed(
        self, name: str, at: Callable[[dict[str, Any]], bool], *, seconds_later: float = 0
    ) -> Night:
        """End a run by SIGKILL at an event of its log, or a little later."""

        def act(process: subprocess.Popen[str]) -> None:
            time.sleep(seconds_later)
            process.kill()

        return self.night(name, at=at, act=act)

    def keep(self, name: str, code: int, stdout: str, stderr: str) -> Night:
        """Record what a run left behind."""
        current = History.of(self.release).current()
        report, parquet = None, {}
        if current:
            report = json.loads((current.folder / "report.json").read_text(encoding="utf-8"))
            parquet = tables(current.folder)
        self.nights[name] = Night(
            code, stdout, stderr, 0, current.id if current else None, report, parquet,
            is_whole=bool(current and not current.damage()),
        )  # fmt: skip
        return self.nights[name]


def tables(release: Path) -> dict[str, bytes]:
    files = (release / "parquet").rglob("*.parquet")
    return {path.relative_to(release).as_posix(): path.read_bytes() for path in files}


def begun(step: str) -> Callable[[dict[str, Any]], bool]:
    return lambda event: event["event"] == "begun" and event["step"] == step
