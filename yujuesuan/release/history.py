"""Releases side by side, and the link that makes one of them the published one.

    release -> release.history/20261121T020003Z-1a2b3c4d
    release.history/     one whole folder for each release kept; drafts and leftovers have a dot

Publishing and rolling back move the link, in one step on every file system. Whoever opens
`release` sees one release or the next, whole; whoever resolves the link first reads on in the same
release for as long as it is kept.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yujuesuan import locks
from yujuesuan.errors import BuildFailedError, UsageError
from yujuesuan.release.contents import FORMAT, sha256

# How many releases are kept unless somebody says otherwise: a week of nights.
KEEP = 7
DRAFT = ".draft"
NEXT = ".next"
GONE = ".gone"
WITHDRAWN = ".withdrawn"


@dataclass(frozen=True)
class Kept:
    """A release that is kept: its folder and what its manifest says."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def id(self) -> str:
        """Its name: when it was built, and the beginning of its manifest's hash."""
        return self.folder.name

    @property
    def built_at(self) -> str:
        """When it was built, in UTC."""
        return str(self.manifest.get("built_at", ""))

    @property
    def set_aside(self) -> frozenset[str]:
        """The documents of which it holds no rows, as they broke a check or a model."""
        return frozenset(one["document_id"] for one in self.manifest.get("set_aside", ()))

    @property
    def age(self) -> tuple[str, int]:
        """What releases are ordered by: two may be built within one second."""
        return self.built_at, (self.folder / "manifest.json").stat().st_mtime_ns

    def damage(self) -> list[str]:
        """Name every file that is missing or not as it was published."""
        files = self.manifest.get("files", {})
        return [name for name, told in files.items() if _is_damaged(self.folder / name, told)]


@dataclass(frozen=True)
class History:
    """The releases of one place; `place` is the path that readers open."""

    place: Path

    @classmethod
    def of(cls, release: Path) -> History:
        """Find the place behind a path: a link that somebody else made leads on to it."""
        place = release.absolute()
        while place.is_symlink() and not _is_ours(place):
            place = place.parent / place.readlink()
        return cls(place)

    @property
    def folder(self) -> Path:
        """Where the releases are."""
        return self.place.with_name(self.place.name + ".history")

    # ------------------------------------------------------------ looking

    def check(self) -> None:
        """Make sure a release can be published here, and destroys nothing that is not one.

        Raises UsageError where it would, BuildFailedError where nothing can be written.
        """
        if not _is_ours(self.place):
            _check_replaceable(self.place)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BuildFailedError(f"{self.folder} cannot be made: {error.strerror}") from error
        for folder in (self.place.parent, self.folder):
            if not os.access(folder, os.W_OK | os.X_OK):
                raise BuildFailedError(f"{folder} cannot be written", ["nothing was changed"])

    def releases(self) -> list[Kept]:
        """Return the releases kept, newest first."""
        folders = self.folder.iterdir() if self.folder.is_dir() else ()
        kept = [one for f in folders if not f.name.startswith(".") and (one := _kept(f))]
        return sorted(kept, key=lambda one: one.age, reverse=True)

    def current(self) -> Kept | None:
        """Return the published release, under its own path rather than the link's."""
        return _kept(self.place.resolve()) if self.place.exists() else None

    def newest(self) -> Kept | None:
        """Return the release that the last run left behind, published or withdrawn since."""
        releases = self.releases()
        return releases[0] if releases else self.current()

    def is_withdrawn(self, kept: Kept) -> bool:
        """Tell whether a person went back behind this release."""
        return self._mark(kept.id).exists()

    # ------------------------------------------------------------ changing

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other runs away from these releases.

        Raises UsageError if one is at work here.
        """
        with locks.held(self.folder / ".lock", self.folder):
            yield

    def recover(self) -> Kept | None:
        """Finish or clear away what a run that was killed had begun; the lock must be held.

        Returns the release that it had finished but not yet published.
        """
        for leftover in self.folder.glob(".*"):
            if leftover.name.startswith((DRAFT, NEXT, GONE)):
                _remove(leftover)
        current = self.current()
        newest = next((one for one in self.releases() if not self.is_withdrawn(one)), None)
        if newest is None:
            return None
        if current and current.age >= newest.age and not self.is_withdrawn(current):
            return None
        # Every file of it is read, so this comes last.
        if newest.damage():
            return None
        self._point_to(newest.id)
        return newest

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """Give a new folder beside the releases, gone afterwards unless it was published."""
        folder = self.folder / f"{DRAFT}-{os.getpid()}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, draft: Path, keep: int) -> Kept:
        """Make a finished draft the published release, on disk for good, and drop the oldest."""
        for path in [*draft.rglob("*"), draft]:
            _flush(path)
        name = _name_of(draft)
        draft.rename(self.folder / name)
        _flush(self.folder)
        self._point_to(name)
        self.prune(keep)
        return Kept(self.folder / name, _manifest(self.folder / name) or {})

    def prune(self, keep: int) -> None:
        """Drop all but the newest releases; the published one stays in any case."""
        current = self.current()
        for old in self.releases()[keep:]:
            if current and old.id == current.id:
                continue
            gone = self.folder / f"{GONE}-{old.id}"
            old.folder.rename(gone)
            _remove(gone)
        for mark in self.folder.glob("*" + WITHDRAWN):
            if not mark.with_suffix("").exists():
                mark.unlink()

    def roll_back(self, wanted: str | None) -> Kept:
        """Publish an earlier release again: the one named, else the last before it not withdrawn.

        Releases newer than it are withdrawn: no run publishes the same again by itself.

        Raises UsageError where there is none, or it is damaged.
        """
        releases, current = self.releases(), self.current()
        if wanted is None:
            earlier = (r for r in releases if current and r.age < current.age)
            found = [r for r in earlier if not self.is_withdrawn(r)][:1]
        else:
            found = [r for r in releases if r.id.startswith(wanted)]
        if len(found) != 1:
            why = "no release" if not found else f"{len(found)} releases"
            asked = f"whose name begins with {wanted}" if wanted else "before the present one"
            raise UsageError(f"{why} {asked}", [f"kept: {r.id}" for r in releases])
        target = found[0]
        if damage := target.damage():
            raise UsageError(f"{target.id} is damaged", damage)
        for one in releases:
            if one.age > target.age:
                self._mark(one.id).touch()
        self._mark(target.id).unlink(missing_ok=True)
        self._point_to(target.id)
        return target

    def _mark(self, name: str) -> Path:
        return self.folder / (name + WITHDRAWN)

    def _point_to(self, name: str) -> None:
        """Move the link; where an empty folder stands, it takes its place."""
        following = self.folder / NEXT
        following.unlink(missing_ok=True)
        following.symlink_to(Path(self.folder.name) / name)
        if self.place.is_dir() and not self.place.is_symlink():
            self.place.rmdir()
        following.replace(self.place)
        _flush(self.folder)
        _flush(self.place.parent)


def _is_ours(place: Path) -> bool:
    return place.is_symlink() and place.readlink().parent == Path(f"{place.name}.history")


def _check_replaceable(place: Path) -> None:
    """Make sure that what is no link of ours is not there, or an empty folder.

    Raises UsageError with what to do about it.
    """
    if not place.exists():
        return
    advice = "name a folder that is new, or the link that an earlier build has made"
    if not place.is_dir():
        raise UsageError(f"{place} is not a folder", [advice])
    if _manifest(place) is not None:
        move = f"move it away ({_moved(place)}) and build again"
        raise UsageError(
            f"{place} is a folder, and a release is published as a link", [move, advice]
        )
    if held := ", ".join(sorted(path.name for path in place.iterdir())):
        raise UsageError(f"{place} holds something else than a release: {held}", [advice])


def _moved(place: Path) -> str:
    return f"mv {place} {place.with_name(place.name + '.old')}"


def _kept(folder: Path) -> Kept | None:
    manifest = _manifest(folder)
    return None if manifest is None else Kept(folder, manifest)


def _manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a release; None where the folder is none."""
    try:
        content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) and content.get("format") == FORMAT else None


def _name_of(folder: Path) -> str:
    """Name a release: names sort by time, and no two releases share one."""
    built_at = str((_manifest(folder) or {}).get("built_at", "undated"))
    stamp = re.sub(r"[+]00:00$", "Z", built_at).replace("-", "").replace(":", "")
    return f"{stamp}-{sha256(folder / 'manifest.json')[:8]}"


def _is_damaged(path: Path, told: dict[str, Any]) -> bool:
    try:
        return bool(path.stat().st_size != told["bytes"] or sha256(path) != told["sha256"])
    except OSError:
        return True


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _flush(path: Path) -> None:
    """Make sure a file, or the names in a folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
