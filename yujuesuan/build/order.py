"""What a build is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from yujuesuan.build.containment import SHARE
from yujuesuan.release.history import KEEP
from yujuesuan.workspace import EXPECTATIONS, Workspace


@dataclass(frozen=True)
class Order:
    """What a build is asked to do.

    `settle` leaves files written in the last so many seconds for the next run (None: no such
    rule); `only_if_new` ends before any work if these documents are released already;
    `accept_loss` lets most documents of the last release be gone, `accept_aside` which share of
    them all be set aside; `keep` is how many releases are kept, the published one among them.
    """

    paths: tuple[Path, ...]
    release: Path
    workspace: Workspace
    workers: int | None = None
    read_again: bool = False
    settle: float | None = None
    only_if_new: bool = False
    accept_loss: bool = True
    accept_aside: float = SHARE
    keep: int = KEEP
    expectations: Path = EXPECTATIONS
