"""Keep printed words from acting as something else where they are shown."""

from __future__ import annotations

import re

# A spreadsheet takes a text that begins like this for a formula, also in full-width characters.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def neutralised(value: object) -> object:
    """Keep a spreadsheet from taking a document's text for a formula; numbers stay as they are."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


def escaped(printed: str) -> str:
    """Keep words from a document, or its name, from acting as Markdown or HTML."""
    # An underscore within a word, as in our own names, is only that.
    return re.sub(
        r"[\\`*<>\[\]|]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", r"\\\g<0>", one_line(printed)
    )


def one_line(text: str) -> str:
    """Write a text on one line."""
    return " ".join(text.split())
