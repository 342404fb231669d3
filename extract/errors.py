"""What goes wrong with a document, in words a person can act on."""

from __future__ import annotations


class UnreadableDocument(Exception):
    """A document that cannot be read; `outcome` is the word recorded for it, e.g. `rejected`."""

    def __init__(self, outcome: str, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason
