"""Show a number of a spreadsheet as the sheet shows it: by its number format.

The printed decimals say how far a sum may be off, so 1376.91 in a cell formatted `#,##0.00` is
`1,376.91`, and 8.4 formatted `0.00` is `8.40`. Formats rare in figures fall back to General.

The libraries that read workbooks give the value and the format, and leave showing to others. ssf
(0.2) does not start with a Babel of today, and with an old one it shows 1376.91 without separators
and 1.005 by `0.00` as 1.00, the binary value rounded, where the sheet shows 1.01.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache

GENERAL_CHARACTERS = 11
# The third section of a format shows zeros.
FOR_ZERO = 2
# A spreadsheet keeps 15 significant digits; what follows is noise of the binary representation.
FIFTEEN_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)

SECTION = re.compile(r'"[^"]*"|\\.|!.|[^;]|(;)')
TOKEN = re.compile(
    r'(?P<quoted>"[^"]*")|(?P<escaped>[\\!].)|(?P<space>_.)|(?P<fill>\*.)|(?P<bracket>\[[^\]]*\])'
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*,*)?|\.[0#?]+,*)|(?P<other>.)",
    re.DOTALL,
)
CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[0-9A-Fa-f]+)?\]")
CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9.]+)\]")
DATE_PART = re.compile(r"yyyy|yy|mmmm|mmm|mm|m|dd|d|hh|h|ss|s", re.IGNORECASE)
# Day 0; the leap day of 1900 that never was makes days before March 1900 one off: none here.
EPOCH_1900 = datetime.datetime(1899, 12, 30)
EPOCH_1904 = datetime.datetime(1904, 1, 1)


@dataclass(frozen=True)
class _Section:
    prefix: str
    digits: str
    suffix: str
    is_percent: bool


@lru_cache(maxsize=16_384)
def displayed(value: str, code: str, epoch: datetime.datetime = EPOCH_1900) -> str:
    """Show the number `value` (as the file spells it) by the format `code`."""
    try:
        number = FIFTEEN_DIGITS.create_decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite():
        return value
    sections = _split(code)
    section, number = _choose(sections, number)
    if code.strip() == "" or section.strip().lower() in {"general", "@", "g/通用格式"}:
        return general(number)
    if _is_date(section):
        return _date(number, section, epoch)
    parsed = _parse(section)
    return general(number) if parsed is None else _apply(parsed, number)


def general(number: Decimal) -> str:
    """Show a number in the format General: as many digits as fit into eleven characters."""
    whole = len(str(int(abs(number))))
    places = max(0, GENERAL_CHARACTERS - 1 - whole)
    rounded = _rounded(number, places)
    text = f"{rounded:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), context=EXACT)


def _split(code: str) -> list[str]:
    """Split a format at the semicolons outside quotes: positive; negative; zero; text."""
    sections = [""]
    for match in SECTION.finditer(code):
        if match.group(1):
            sections.append("")
        else:
            sections[-1] += match.group()
    return sections


def _choose(sections: list[str], number: Decimal) -> tuple[str, Decimal]:
    """Choose the section for a number; one for negatives alone shows them without a sign."""
    conditions = [CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _meets(number, condition):
                return section, number
        return "", number
    if number < 0 and len(sections) > 1:
        return sections[1], abs(number)
    if number == 0 and len(sections) > FOR_ZERO:
        return sections[FOR_ZERO], number
    return sections[0], number


def _meets(number: Decimal, condition: re.Match[str]) -> bool:
    operator, limit = condition.group(1), Decimal(condition.group(2))
    return {
        "<": number < limit,
        ">": number > limit,
        "<=": number <= limit,
        ">=": number >= limit,
        "=": number == limit,
        "<>": number != limit,
    }[operator]


def _parse(section: str) -> _Section | None:
    """Take a section apart; None where it is more than literals around one run of digits."""
    prefix, digits, suffix = "", "", ""
    is_percent = False
    for match in TOKEN.finditer(section):
        kind, part = match.lastgroup, match.group()
        if kind == "digits":
            if digits:
                return None
            digits = part
            continue
        if kind == "other" and part in "E/":
            return None
        literal = _literal(kind or "", part)
        is_percent = is_percent or (kind == "other" and part == "%")
        if digits:
            suffix += literal
        else:
            prefix += literal
    return _Section(prefix, digits, suffix, is_percent)


def _literal(kind: str, part: str) -> str:
    if kind == "quoted":
        return part[1:-1]
    if kind == "escaped":
        return part[1]
    if kind == "space":
        return " "
    if kind == "bracket":
        currency = CURRENCY.fullmatch(part)
        return currency.group(1) if currency else ""
    return "" if kind == "fill" or part == "@" else part


def _apply(section: _Section, number: Decimal) -> str:
    if not section.digits:
        # A section of literals alone, such as "-" for zero. Nothing at all shows nothing.
        return (section.prefix + section.suffix).strip()
    # Commas at the end divide by a thousand each; inside they separate the thousands.
    digits = section.digits.rstrip(",")
    scale = len(section.digits) - len(digits)
    whole, _, decimals = digits.partition(".")
    scaled = EXACT.multiply(number, Decimal(100 if section.is_percent else 1))
    scaled = EXACT.divide(scaled, Decimal(1000) ** scale)
    rounded = _rounded(scaled, len(decimals))
    text = f"{abs(rounded):{',' if ',' in whole else ''}f}"
    left, _, right = text.partition(".")
    # `#` and `?` show a digit only where there is one: the trailing zeros go.
    required = len(decimals.rstrip("#?"))
    while len(right) > required and right.endswith("0"):
        right = right[:-1]
    if left == "0" and "0" not in whole:
        left = ""
    minimum = sum(ch == "0" for ch in whole)
    text = left.rjust(minimum, "0") + (f".{right}" if right else "")
    sign = "-" if rounded < 0 else ""
    return (sign + section.prefix + text + section.suffix).strip()


def _is_date(section: str) -> bool:
    bare = "".join(
        match.group() for match in TOKEN.finditer(section) if match.lastgroup in {"other", "digits"}
    )
    return not re.search("[0#?]", bare) and re.search(r"[ymdhs]", bare, re.IGNORECASE) is not None


def _date(number: Decimal, section: str, epoch: datetime.datetime) -> str:
    try:
        moment = epoch + datetime.timedelta(days=float(number))
    except OverflowError:
        return general(number)
    parts = {
        "yyyy": f"{moment.year}", "yy": f"{moment.year % 100:02}",
        "mmmm": f"{moment.month}", "mmm": f"{moment.month}",
        "mm": f"{moment.month:02}", "m": f"{moment.month}",
        "dd": f"{moment.day:02}", "d": f"{moment.day}",
        "hh": f"{moment.hour:02}", "h": f"{moment.hour}",
        "ss": f"{moment.second:02}", "s": f"{moment.second}",
    }  # fmt: skip
    text = ""
    for match in TOKEN.finditer(section):
        kind, part = match.lastgroup or "", match.group()
        text += part if kind == "other" else _literal(kind, part)
    # Minutes are the m after hours; months everywhere else.
    text = re.sub(r"(?<=h:)mm?", f"{moment.minute:02}", text, flags=re.IGNORECASE)
    return DATE_PART.sub(lambda match: parts[match.group().lower()], text).strip()
