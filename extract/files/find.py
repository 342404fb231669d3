"""Find documents on disk and fingerprint them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from io import BufferedReader
from pathlib import Path

from extract.files.encodings import HEAD_BYTES
from extract.files.formats import detect_format
from extract.types import Source

SKIPPED_NAMES = frozenset({"MANIFEST.csv", "Thumbs.db", "desktop.ini"})


def find(paths: Iterable[Path]) -> list[Source]:
    """Find every document in the given files and folders, sorted by path.

    Hidden files, Office lock files and manifests are skipped, and a folder is entered once even
    if symbolic links lead back to it. A file that cannot be read is a Source of the format
    `unreadable`; `why_unreadable` gives the reason. Nothing is raised.
    """
    seen: set[tuple[int, int]] = set()
    found = {path.absolute(): path for given in paths for path in _walk(given, seen)}
    return [examine(path) for _, path in sorted(found.items())]


def examine(path: Path) -> Source:
    """Fingerprint one file and detect its format.

    The sha256 of an unreadable file is that of its path: it needs a key, and has no content.
    """
    try:
        with _open(path) as file:
            head = file.read(HEAD_BYTES)
            format_ = detect_format(head, file)
            sha256, size = _fingerprint(file)
    except OSError:
        key = hashlib.sha256(b"unreadable\0" + os.fsencode(path.absolute())).hexdigest()
        return Source(path, printable_name(path), key, 0, "unreadable")
    return Source(path, printable_name(path), sha256, size, format_)


def why_unreadable(source: Source) -> str:
    """Say why a file of the format `unreadable` is one, by trying again."""
    try:
        if source.path.is_dir():
            next(source.path.iterdir(), None)
        else:
            _open(source.path).close()
    except OSError as error:
        return (error.strerror or str(error)).lower()
    return "it could not be opened when the documents were listed"


def printable_name(path: Path) -> str:
    """Give the name of a file as text, also where the disk holds it in GB18030 (old archives)."""
    raw = os.fsencode(path.name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def _walk(path: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    """Yield a file, or all files below a folder; a folder that cannot be listed yields itself."""
    try:
        status = path.stat()
        if not stat.S_ISDIR(status.st_mode):
            yield path
            return
        if (status.st_dev, status.st_ino) in seen:
            return
        inside = sorted(child for child in path.iterdir() if not _is_skipped(child.name))
    except OSError:
        yield path
        return
    seen.add((status.st_dev, status.st_ino))
    for child in inside:
        yield from _walk(child, seen)


def _is_skipped(name: str) -> bool:
    return name.startswith((".", "~$")) or name in SKIPPED_NAMES


def _open(path: Path) -> BufferedReader:
    # A named pipe would block for ever, and a device may never end.
    if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
        raise OSError("not a regular file")
    return path.open("rb")


def _fingerprint(file: BufferedReader) -> tuple[str, int]:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256")
    return digest.hexdigest(), file.tell()
