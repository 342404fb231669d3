"""How numbers are printed: the one grammar of amounts, for every reader.

`macros/numbers.sql` reads the same prints in the warehouse; tests/expected/amounts.csv holds both
to the same cases. White space and full width mean nothing in a number; a sign stands before it as
`-`, `△` or `▲`, or behind it, or is brackets around it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

# An amount has decimals or thousands separators; a whole number may as well be a code, a count or a
# year. A bare zero is none of these, but perhaps the rest of a wrapped 1,234.50. In brackets a
# whole number is negative, or numbers a list. Commas at wrong places tell that a digit was lost or
# added, but not which: what is misprinted looks like an amount, and has no value.
Kind = Literal["amount", "zero", "whole", "bracketed", "misprinted", "percent", "blank", "words"]

BLANKS = " \t\r\n\f\v\xa0\u3000\u200b\ufeff"
BLANK = re.compile(r"[\s\u200b\ufeff]+")
# Digits as printed, wherever they stand.
FIGURE = re.compile(r"[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?")
# ASCII of full width, and the dashes that stand for a minus. No digits of any other kind: ² and ①
# beside a number are marks of a note.
NARROW = str.maketrans(
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(map(ord, "−–—―‐‑﹣"), "-")
    | dict(zip(map(ord, "〔〕﹪"), "()%", strict=True))
)
NUMBER = re.compile(
    r"(?P<sign>[-+△▲]?)(?P<digits>[0-9]+(?:,[0-9]+)*)(?P<decimals>(?:\.[0-9]+)?)(?P<end>[-%]?)"
)
MINUS = frozenset({"-", "△", "▲"})
BRACKETED = re.compile(r"\(([0-9,]+(?:\.[0-9]+)?)\)")
GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
AMOUNT_WITHIN = re.compile(
    rf"(?<![0-9.,])(?:{GROUPED.pattern}(?:\.[0-9]+)?|[0-9]+\.[0-9]+)(?![0-9%]|[.,][0-9])"
)
COLUMN_NUMBER = re.compile(r"[栏行]次|[0-9]{1,3}|[A-Z甲乙丙丁]|\*+|[0-9]{1,2}=[0-9+\-]+")
# No budget has more digits before the point, and no number more characters.
MOST_DIGITS, LONGEST = 18, 48


@dataclass(frozen=True)
class Printed:
    """What a text is when it is taken for a number, and its value as printed, without its unit."""

    kind: Kind
    value: Decimal | None = None


def squeeze(text: str) -> str:
    """Return the text without any white space: what two prints of one word have in common."""
    return BLANK.sub("", text)


def folded(text: str) -> str:
    """Strip white space and the difference between full-width and half-width characters."""
    return squeeze(unicodedata.normalize("NFKC", text))


def read(text: str) -> Printed:
    """Read a text that may be nothing but a number."""
    plain = squeeze(text)
    return _read(plain) if len(plain) <= LONGEST else Printed("words")


@lru_cache(maxsize=65_536)
def _read(text: str) -> Printed:
    plain = text.translate(NARROW)
    if not plain:
        return Printed("blank")
    inside = BRACKETED.fullmatch(plain)
    match = NUMBER.fullmatch(inside.group(1) if inside else plain)
    return _number(match, bool(inside)) if match else Printed("words")


def _number(match: re.Match[str], in_brackets: bool) -> Printed:
    sign, digits, decimals, end = match.group("sign", "digits", "decimals", "end")
    is_whole = not decimals and "," not in digits
    if end == "-" and (sign or is_whole):
        # -1.20- says nothing clear; 2023- is a year or a code of which the rest is missing
        return Printed("words")
    has_slip = "," in digits and not GROUPED.fullmatch(digits)
    if has_slip or len(digits.replace(",", "")) > MOST_DIGITS:
        return Printed("whole" if is_whole else "misprinted")
    is_negative = in_brackets or sign in MINUS or end == "-"
    value = Decimal(("-" if is_negative else "") + digits.replace(",", "") + decimals)
    if end == "%":
        return Printed("percent", value)
    if not is_whole:
        return Printed("amount", value)
    return Printed("zero" if digits == "0" else "bracketed" if in_brackets else "whole", value)


def is_blank(text: str) -> bool:
    """Tell whether a text prints nothing."""
    return not squeeze(text)


def is_amount(text: str) -> bool:
    """Tell an amount from codes, years and counts, which look like whole numbers."""
    return read(text).kind in {"amount", "zero"}


def looks_like_amount(text: str) -> bool:
    """Tell what shows that figures are printed here, be it misprinted; a bare zero does not."""
    return read(text).kind in {"amount", "misprinted"}


def is_decimal(text: str) -> bool:
    """Tell a number with decimals, which can be nothing but an amount."""
    return decimals(text) > 0


def decimals(text: str) -> int:
    """Count the digits behind the point of an amount; 0 for anything else."""
    if read(text).kind != "amount":
        return 0
    return sum(letter.isdigit() for letter in text.translate(NARROW).partition(".")[2])


def is_figure(text: str) -> bool:
    """Tell what may stand in a column of figures: an amount, a code, a count; but no rate."""
    return read(text).kind in {"amount", "zero", "whole", "misprinted"}


def is_number(text: str) -> bool:
    """Tell whether a text is a number of any kind, a rate too."""
    return read(text).kind not in {"blank", "words"}


def amount(text: str) -> Decimal:
    """Read a printed number exactly.

    Raises ValueError where the text has no value.
    """
    value = read(text).value
    if value is None:
        raise ValueError(f"{text!r} is no amount")
    return value


def holds_amount(text: str) -> bool:
    """Tell whether an amount stands anywhere in a text."""
    return AMOUNT_WITHIN.search(text.translate(NARROW)) is not None


def is_column_number(text: str) -> bool:
    """Tell what numbers a column: 3, C, 乙, **, 4=1+2+3, or the words 栏次 and 行次 before them."""
    return COLUMN_NUMBER.fullmatch(squeeze(text).translate(NARROW)) is not None
