"""How numbers and words are printed: what two prints of one of them have in common."""

from __future__ import annotations

import re
import unicodedata

BLANK = re.compile(r"\s+")


def squeeze(text: str) -> str:
    """Return the text without any white space."""
    return BLANK.sub("", text)


def folded(text: str) -> str:
    """Strip white space and the difference between full-width and half-width characters."""
    return squeeze(unicodedata.normalize("NFKC", text))
