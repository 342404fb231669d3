"""Every way in which a build ends without a release, with the exit code a script can test."""

from __future__ import annotations

from collections.abc import Sequence


class BuildError(Exception):
    """A build that ended without a release; the message is for the person who started it.

    `details` are further lines, most telling first.
    """

    exit_code = 4

    def __init__(self, message: str, details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.details = tuple(details)


class NothingReadError(BuildError):
    """No document could be read."""

    exit_code = 1


class UsageError(BuildError):
    """What was asked for makes no sense: a missing file, a folder that is no release, bad SQL."""

    exit_code = 2


class GateRefusedError(BuildError):
    """A critical expectation failed: what was built is not published."""

    exit_code = 3


class BuildFailedError(BuildError):
    """A step broke: our fault or the machine's, never a document's."""

    exit_code = 4
