"""What documents look like elsewhere: changes of a landing, each as other publishers print."""

from __future__ import annotations

import csv
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

SEED = 20260419
GAP = "\x1f"
WORDS = Path(__file__).with_name("unseen.csv")
# Where words stand. Lists of header words are joined for a moment.
TEXTS = {
    "line": ("lines", "text"),
    "caption": ("captions", "text"),
    "header": ("columns", f"array_to_string(header, '{GAP}')"),
    "row": ("cells", "text"),
}
NUMBERS = (
    "表一",
    "附表1：",
    "公开01表",
    "预算01表",
    "Ⅰ、",
    "一、",
    "1．",
    "表1-1",
    "附件2-1",
    "（一）",
)
NUMBERS += (
    "表 1 ",
    "附表一",
    "部门公开表1",
    "财决01表",
    "批复01表",
    "第一部分",
    "１、",
    "【表１】",
    "Table1",
)
UNITS = (
    *("单位：{}", "金额单位：{}", "单位:人民币{}", "（单位：{}）", "单位 ： {}", "计量单位：{}"),
    *("货币单位：{}", "[单位：{}]", "金额：{}", "单位 {}", "预算单位：{}", "单 位： {}", "（{}）"),
)
BODIES = (
    *(
        "{}水利局",
        "{}人民政府办公室",
        "中共{}委组织部",
        "{}第一中学",
        "{}人民医院",
        "{}城关镇人民政府",
    ),
    *("{}人民政府东关街道办事处", "{}疾病预防控制中心", "{}人民法院", "{}人民检察院", "{}总工会"),
    *(
        "{}融媒体中心",
        "{}红十字会",
        "共青团{}委员会",
        "{}妇女联合会",
        "{}档案馆",
        "{}住房和城乡建设局",
    ),
    *("{}公安局交通警察大队", "中国共产党{}纪律检查委员会", "{}人民代表大会常务委员会办公室"),
    *("{}特殊教育学校", "{}图书馆", "{}公路事业发展中心", "{}城市管理综合行政执法大队"),
)
NOTHING = ("", "-", "—", "/", "0.00", "－", "0", "*", "0.0", "——")
NEGATIVE = ("({})", "（{}）", "△{}", "－{}", "▲{}", "- {}", "−{}")
ZONES = (
    *(
        "{}经济技术开发区管理委员会",
        "{}高新技术产业开发区财政局",
        "{}高新区管委会",
        "{}经开区社会事务局",
    ),
    *(
        "{}滨江新区管理委员会",
        "{}综合保税区管理委员会",
        "{}旅游度假区管理委员会",
        "{}空港新城管理委员会",
    ),
)
ZONE_KINDS = {
    "经济技术开发区": "JK",
    "经开区": "JK",
    "高新": "GX",
    "综合保税区": "BS",
    "旅游度假区": "DJ",
}
UNIT_LINE = r"^\s*(金额)?单\s*位\s*[：:].{0,4}元\s*$"
# The caption of a raw table that is its title.
TITLED = """
    captions.document_id = tables.document_id and captions.table_no = tables.table_no
    and regexp_replace(captions.text, '\\s', '', 'g') = tables.table_title
"""

Connection = duckdb.DuckDBPyConnection
Change = Callable[[Connection], None]


@dataclass(frozen=True)
class Variant:
    """A change of all documents; it may say what is then expected of them."""

    name: str
    told: str
    change: Change


def variants() -> Iterator[Variant]:
    """Name every variant with what is changed."""
    for by in (-7, -3, -1, 1):
        yield Variant(f"year {by:+}", f"every year {by:+}", partial(shift_years, by=by))
    for name, told, change in CHANGES:
        yield Variant(name, told, change)
    for name in dict.fromkeys(name for name, *_ in wordings() if name != "titles"):
        words = "; ".join(dict.fromkeys(w for n, *_, w in wordings() if n == name))
        yield Variant(name, re.sub(r"\\1", "", words), partial(reword, name=name))
    for number in range(5):
        told = "titles as other forms have them"
        yield Variant(f"titles {number + 1}", told, partial(retitle, number=number))


def wordings() -> Iterator[list[str]]:
    """Read the wordings: variant, where, table type or kind, pattern, replacement."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


# ---------------------------------------------------------------- words


def rewrite(
    connection: Connection,
    how: Callable[[str], str],
    where: Sequence[str] = tuple(TEXTS),
    kind: str = "",
) -> None:
    """Change every text at some places, in documents of a kind; header words one by one."""

    def words(text: str) -> str:
        return GAP.join(how(word) for word in text.split(GAP))

    of_kind = f"(select document_id from raw.expected where document_kind like '{kind}%')"
    connection.create_function("changed", words, ["VARCHAR"], "VARCHAR")
    for place in where:
        name, column = TEXTS[place]
        value = f"changed({column})"
        if place == "header":
            value = f"string_split({value}, '{GAP}')"
        for target in ("text", "second_text") if place == "row" else (column,):
            new = value.replace("changed(text)", f"changed({target})")
            connection.execute(
                f"update raw.{name} set {'header' if place == 'header' else target} = {new}"
                f" where {target} is not null and document_id in {of_kind}"
            )
    connection.remove_function("changed")


def shift_years(connection: Connection, by: int) -> None:
    """Move every year that is no part of a number."""
    year = re.compile(r"(?<![\d-])20[012]\d(?=\s*年|部门|单位|预算|年度|\.|-|\s*$)")

    def moved(text: str) -> str:
        if re.fullmatch(r"\s*[\d,.]+\s*", text):
            return text
        return year.sub(lambda found: str(int(found[0]) + by), text)

    rewrite(connection, moved)
    connection.execute("update raw.expected set fiscal_year = fiscal_year + ?", [by])


def name_years(connection: Connection) -> None:
    """Print 本年 for a document's own year in headers, and 上年 for the one before."""
    years = connection.execute("select document_id, fiscal_year from raw.expected").fetchall()
    for document, year in years:
        for number, word in ((year, "本年"), (year - 1, "上年")):
            connection.execute(
                "update raw.columns set header ="
                " list_transform(header, lambda w: regexp_replace(w, ?, ?)) where document_id = ?",
                [rf"{number}\s*年度?", word, document],
            )


def rename(connection: Connection, names: Sequence[str]) -> None:
    """Give every document a body of a county or district that no alias knows."""
    chance = random.Random(SEED)
    counties = connection.execute(
        """
        select any_value(code), name from seen.seeds.regions as regions
        where level = 'county' and length(name) between 3 and 5 and name not like '%市辖区%'
            and not exists (from seen.seeds.region_aliases where region_code = regions.code)
        group by name having count(*) = 1 order by all
        """
    ).fetchall()
    bodies = connection.execute(
        """
        select expected.document_id, department_name, coalesce(regions.name, '')
        from raw.expected left join seen.seeds.regions as regions on regions.code = region_code
        order by document_id
        """
    ).fetchall()
    for number, (document, old, place) in enumerate(bodies):
        code, county = chance.choice(counties)
        new = names[number % len(names)].format(county)
        zone = next((kind for word, kind in ZONE_KINDS.items() if word in new), "")
        connection.execute(
            "update raw.expected set department_name = ?, region_code = ? where document_id = ?",
            [new, f"{code}-{zone}" if zone else code, document],
        )
        short = place.removesuffix("市").removesuffix("省")
        for name, column in TEXTS.values():
            value = "replace(replace(replace(" + column + ", ?, ?), ?, ?), ?, ?)"
            if name == "columns":
                value = f"string_split({value}, '{GAP}')"
            connection.execute(
                f"update raw.{name} set {'header' if name == 'columns' else column} = {value}"
                " where document_id = ?",
                [old, new, place, county, short if len(short) > 1 else "", county, document],
            )
    for name in ("files", "documents"):
        connection.execute(f"update raw.{name} set file_name = document_id || '.pdf'")


def rescale(connection: Connection, to: str, comma: str, decimals: int = 2) -> None:
    """Print amounts in another unit; what is in it already stays."""
    factor = "units.factor / 10000.0" if to == "万元" else "units.factor::decimal(12, 0)"
    connection.execute(
        f"""
        update raw.cells set text = amounts.text, second_text = amounts.text
        from (
            select cells.place, format(
                '{{:{comma}.{decimals}f}}', (figures.printed_number * {factor})::double
            ) as text
            from seen.intermediate.int_figures as figures
            join seen.seeds.units as units on figures.printed_unit = units.unit
            join raw.cells as cells using (document_id, table_no, row_no, column_no)
            where figures.printed_unit <> '{to}' and figures.printed_text <> '0'
        ) as amounts
        where cells.place = amounts.place
        """
    )
    unit = re.compile(r"(亿元|百万元|万元|千元|(?<![万千亿拨美欧])元)(?=[）)\]\s，,/人]|$)")
    says_unit = re.compile(f"单位|[（(]|{GAP}")
    rewrite(
        connection,
        lambda text: unit.sub(to, text) if says_unit.search(text) else text,
        ("caption", "header"),
    )
    in_brackets = re.compile("[（(](?:万元|元)[）)]")
    rewrite(connection, lambda text: in_brackets.sub(f"（{to}）", text), ("row",))


def reword_units(connection: Connection) -> None:
    """State the unit of each table in another print."""
    chance = random.Random(SEED)
    stated = re.compile(r"^\s*(?:金额)?单\s*位\s*[：:]\s*(?:人民币)?(万\s*元|元)\s*$")
    rewrite(
        connection,
        lambda text: stated.sub(lambda unit: chance.choice(UNITS).format(unit[1]), text),
        ("caption",),
    )


def unit_in_title(connection: Connection) -> None:
    """Move the unit behind the title."""
    connection.execute("delete from raw.captions where regexp_matches(text, ?)", [UNIT_LINE])
    connection.execute(
        f"""
        update raw.captions set text = captions.text || '（' || tables.printed_unit || '）'
        from seen.intermediate.int_tables as tables where {TITLED}
        """
    )


def unit_in_header(connection: Connection) -> None:
    """Move the unit behind the words over each amount."""
    connection.execute(
        "delete from raw.captions where regexp_matches(text, '单\\s*位\\s*[：:].{0,4}元')"
    )
    connection.execute(
        """
        update raw.columns
        set header = list_concat(header[:-2], [header[-1] || '（' || seen.printed_unit || '）'])
        from seen.intermediate.int_columns as seen
        where columns.document_id = seen.document_id and columns.table_no = seen.table_no
            and columns.column_no = seen.column_no and seen.role = 'amount' and len(header) > 0
        """
    )


def unit_once(connection: Connection) -> None:
    """Leave the unit at the first table that states one."""
    connection.execute(
        """
        delete from raw.captions using (
            select document_id, min(table_no) as first_table from raw.captions
            where regexp_matches(text, '单\\s*位\\s*[：:].{0,4}元') group by all
        ) as stated
        where captions.document_id = stated.document_id and table_no > first_table
            and regexp_matches(text, ?)
        """,
        [UNIT_LINE],
    )


def reword(connection: Connection, name: str) -> None:
    """Print other words, by the first wording that matches."""
    rules: dict[tuple[str, str], list[tuple[re.Pattern[str], str]]] = defaultdict(list)
    for variant, where, kind, pattern, replacement in wordings():
        for place in TEXTS if where == "all" else (where,):
            if variant == name:
                rules[place, kind].append((re.compile(pattern), replacement))

    def how(text: str, chosen: Sequence[tuple[re.Pattern[str], str]]) -> str:
        squeezed = re.sub(r"\s", "", text)
        for pattern, replacement in chosen:
            if pattern.search(squeezed):
                return pattern.sub(replacement, squeezed)
        return text

    for (place, kind), chosen in rules.items():
        rewrite(connection, partial(how, chosen=chosen), (place,), kind)


def retitle(connection: Connection, number: int) -> None:
    """Give tables another form's title, where it says as much of purse and nature."""
    titles = defaultdict(list)
    for variant, _, table_type, _, words in wordings():
        if variant == "titles":
            titles[table_type].append(words)
    for table_type, words in titles.items():
        final = words[number].replace("预算", "决算")
        final = re.sub("(一般公共|基金|资本经营)决算", r"\1预算", final)
        for kind, title in (("budget", words[number]), ("final_accounts", final)):
            connection.execute(
                f"""
                update raw.captions
                set text = case when ? then documents.fiscal_year || '年' else '' end || ?
                from
                    seen.intermediate.int_tables as tables,
                    seen.intermediate.int_documents as documents,
                    seen.seeds.table_types as types
                where {TITLED} and tables.document_id = documents.document_id
                    and tables.table_type = types.table_type
                    and tables.table_type = ? and document_kind = ?
                    and types.default_funding_source
                    is not distinct from tables.default_funding_source
                    and types.default_nature is not distinct from tables.default_nature
                """,
                [number % 2 == 1, title, table_type, kind],
            )


def number_titles(connection: Connection, how: str) -> None:
    """Put numbers before titles, or above them."""
    place = "tables.table_no + hash(tables.document_id) % 97"
    number = f"({list(NUMBERS)})[1 + ({place})::integer % {len(NUMBERS)}]"
    if how == "before":
        connection.execute(
            f"update raw.captions set text = {number} || captions.text"
            f" from seen.intermediate.int_tables as tables where {TITLED}"
        )
        return
    connection.execute("update raw.captions set caption_no = caption_no * 10")
    connection.execute(
        f"""
        insert into raw.captions
        select captions.* replace (caption_no - 5 as caption_no, {number} as text)
        from raw.captions as captions, seen.intermediate.int_tables as tables where {TITLED}
        """
    )


def widen(text: str) -> str:
    """Print in full width what has one."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


# ---------------------------------------------------------------- columns and rows


def move(connection: Connection, axis: str, moves: Sequence[tuple[str, int, int, int]]) -> None:
    """Renumber columns or rows: document, table, old and new number."""
    connection.execute(
        "create temp table moves (document_id varchar, table_no integer, old integer, new integer)"
    )
    for first in range(0, len(moves), 500):
        values = ",".join(f"('{d}', {t}, {o}, {n})" for d, t, o, n in moves[first : first + 500])
        connection.execute(f"insert into moves values {values}")
    for name in ("cells", "columns") if axis == "column_no" else ("cells",):
        connection.execute(
            f"""
            update raw.{name} as rows set {axis} = moves.new from moves
            where rows.document_id = moves.document_id and rows.table_no = moves.table_no
                and rows.{axis} = moves.old
            """
        )


def blocks(
    connection: Connection,
) -> dict[tuple[str, int], list[tuple[int, str, str]]]:
    """Return the columns of tables that are no forms: number, role, kind."""
    found = defaultdict(list)
    for document, number, column, role, kind in connection.execute(
        """
        select blocks.document_id, blocks.table_no, column_no, role, kind
        from seen.intermediate.int_blocks as blocks
        anti join seen.intermediate.int_forms as forms using (document_id, table_no)
        anti join (from raw.cells where column_span > 1) as merged using (document_id, table_no)
        order by all
        """
    ).fetchall():
        found[document, number].append((column, role, kind))
    return found


def reverse_columns(connection: Connection) -> None:
    """Print each run of amount columns from right to left."""
    moves = []
    for (document, number), columns in blocks(connection).items():
        run: list[int] = []
        for column, _, kind in [*columns, (0, "", "label")]:
            if kind == "value":
                run.append(column)
            elif run:
                pairs = zip(run, reversed(run), strict=True)
                moves += [(document, number, old, new) for old, new in pairs]
                run = []
    move(connection, "column_no", moves)


def add_column(connection: Connection, word: str, *, first: bool) -> None:
    """Add a column of running numbers before all others, or an empty one behind them."""
    if first:
        for name in ("columns", "cells"):
            connection.execute(f"update raw.{name} set column_no = column_no + 1")
        connection.execute(
            """
            insert into raw.cells by name
            select document_id, table_no, row_no, min(page) as page, 'printed' as placement,
                1 as row_span, 1 as column_span,
                min(min(column_no)) over (partition by document_id, table_no) - 1 as column_no,
                dense_rank() over (partition by document_id, table_no order by row_no) as text
            from raw.cells group by document_id, table_no, row_no
            """
        )
    connection.execute(
        f"""
        insert into raw.columns
        select document_id, table_no, {"min(column_no) - 1" if first else "max(column_no) + 1"},
            case when max(len(header)) = 0 then [] else ['{word}'] end
        from raw.columns group by all
        """
    )


def add_years(connection: Connection) -> None:
    """Add last year's amount and the change behind the last column of tables by function."""
    for offset, word in enumerate(("上年预算数", "增减额", "增减%"), start=1):
        connection.execute(
            f"""
            create or replace temp table added as
            select document_id, table_no, min(column_no) filter (role = 'amount') as amount,
                max(column_no) + {offset} as added_no
            from seen.intermediate.int_columns where subject = 'function' group by all
            having amount is not null
            """
        )
        connection.execute(
            f"insert into raw.columns select document_id, table_no, added_no, ['{word}'] from added"
        )
        connection.execute(
            """
            insert into raw.cells
            select cells.* replace (
                added_no as column_no, null as place, '1.50' as text, '1.50' as second_text
            )
            from raw.cells as cells, added
            where cells.document_id = added.document_id and cells.table_no = added.table_no
                and cells.column_no = added.amount
            """
        )


def code_columns(connection: Connection) -> Iterator[tuple[str, int, int, int]]:
    """Find codes of seven, five and three digits in one column, with their names in the next."""
    yield from connection.execute(
        """
        select cells.document_id, cells.table_no, cells.column_no, names.column_no
        from raw.cells as cells
        join seen.intermediate.int_blocks as codes using (document_id, table_no, column_no)
        join seen.intermediate.int_blocks as names
            on codes.document_id = names.document_id and codes.table_no = names.table_no
            and codes.column_no + 1 = names.column_no and names.role = 'name'
        where codes.role = 'code'
        group by all
        having count(*) = count(*) filter (
            regexp_full_match(trim(text), '[23][0-9]{2}([0-9]{2}){0,2}|')
        )
        """
    ).fetchall()


def join_codes(connection: Connection) -> None:
    """Print codes before their names, in the names' cells."""
    marks = ("{}-{}", "[{}]{}", "{} {}")
    for number, (document, table_no, code, name) in enumerate(list(code_columns(connection))):
        connection.execute(
            """
            update raw.cells as names
            set text = format(?, codes.text, names.text), second_text = null
            from raw.cells as codes
            where names.document_id = ? and names.table_no = ? and names.column_no = ?
                and codes.column_no = ? and names.document_id = codes.document_id
                and names.table_no = codes.table_no and names.row_no = codes.row_no
            """,
            [marks[number % len(marks)], document, table_no, name, code],
        )
        for raw in ("cells", "columns"):
            connection.execute(
                f"delete from raw.{raw} where document_id = ? and table_no = ? and column_no = ?",
                [document, table_no, code],
            )


def split_codes(connection: Connection) -> None:
    """Print 2010301 as 201 | 03 | 01."""
    parts = ((1, 3, "类"), (4, 2, "款"), (6, 2, "项"))
    for document, table_no, code, _ in sorted(code_columns(connection), reverse=True):
        place = [document, table_no, code]
        here = "document_id = ? and table_no = ? and column_no = ?"
        for raw in ("cells", "columns"):
            connection.execute(
                f"update raw.{raw} set column_no = column_no + 2"
                " where document_id = ? and table_no = ? and column_no > ?",
                place,
            )
        for offset, (start, length, word) in reversed(list(enumerate(parts))):
            change = "insert into raw.cells select * replace" if offset else ""
            part = f"substring(trim(text), {start}, {length})"
            if change:
                connection.execute(
                    f"{change} (column_no + {offset} as column_no, {part} as text,"
                    " null as second_text, null as place)"
                    f" from raw.cells where {here} and length(trim(text)) >= {start}",
                    place,
                )
                connection.execute(
                    "insert into raw.columns select document_id, table_no,"
                    f" column_no + {offset}, list_append(header, '{word}')"
                    f" from raw.columns where {here}",
                    place,
                )
            else:
                connection.execute(
                    f"update raw.cells set text = {part}, second_text = null where {here}", place
                )
                connection.execute(
                    f"update raw.columns set header = list_append(header, '{word}') where {here}",
                    place,
                )


def total_last(connection: Connection) -> None:
    """Move the first row, where it is the only total, behind the last one."""
    rows = connection.execute(
        """
        select document_id, table_no, min(row_no) filter (is_total_row), max(row_no), min(row_no)
        from seen.intermediate.int_rows
        anti join (from raw.cells where row_span > 1) as merged using (document_id, table_no)
        anti join seen.intermediate.int_forms as forms using (document_id, table_no)
        group by all
        having count(distinct row_no) filter (is_total_row) = 1
            and min(row_no) filter (is_total_row) = min(row_no) and max(row_no) > min(row_no)
        """
    ).fetchall()
    move(connection, "row_no", [(d, t, total, last + 100) for d, t, total, last, _ in rows])


def indent(connection: Connection) -> None:
    """Print names behind blanks."""
    connection.execute(
        """
        update raw.cells
        set text = repeat('　', (row_no % 4)::bigint) || ' ' || text, second_text = null
        from seen.intermediate.int_blocks as blocks
        where cells.document_id = blocks.document_id and cells.table_no = blocks.table_no
            and cells.column_no = blocks.column_no and blocks.role = 'name'
        """
    )


def stack(connection: Connection) -> None:
    """Print the right half of a balance as a table of its own."""
    halves = connection.execute(
        """
        select document_id, table_no, min(column_no) from seen.intermediate.int_blocks as blocks
        join seen.intermediate.int_tables as tables using (document_id, table_no)
        where tables.subject = 'balance' and block_no = 2 group by all
        """
    ).fetchall()
    for document, number, first in halves:
        for raw in ("cells", "columns"):
            connection.execute(
                f"update raw.{raw} set table_no = table_no + 1000, column_no = column_no - ?"
                " where document_id = ? and table_no = ? and column_no >= ?",
                [first - 1, document, number, first],
            )
        for raw in ("tables", "captions"):
            connection.execute(
                f"insert into raw.{raw} select * replace (table_no + 1000 as table_no)"
                f" from raw.{raw} where document_id = ? and table_no = ?",
                [document, number],
            )


def print_nothing(connection: Connection) -> None:
    """Print zeros in other ways; what is then no number is compared no more."""
    connection.execute(
        f"""
        update raw.cells set text = {chosen(NOTHING)}, second_text = {chosen(NOTHING)},
            place = case when starts_with({chosen(NOTHING)}, '0') then place end
        where regexp_matches(trim(text), '^0([.]0+)?$')
        """
    )


def print_negative(connection: Connection) -> None:
    """Print amounts as negative ones: compared is how much they are."""
    connection.execute(
        f"""
        update raw.cells set text = format({chosen(NEGATIVE)}, text), second_text = null
        from seen.intermediate.int_figures as figures
        where cells.document_id = figures.document_id and cells.table_no = figures.table_no
            and cells.row_no = figures.row_no and cells.column_no = figures.column_no
            and figures.amount_yuan > 0 and figures.table_no % 3 = 0
        """
    )


def chosen(texts: Sequence[str]) -> str:
    """Choose one of the texts for a cell, as SQL."""
    return f"({list(texts)})[1 + (hash(cells.place) % {len(texts)})::integer]"


BRACKETS = str.maketrans("（）：，", "():,")
CHANGES: tuple[tuple[str, str, Change], ...] = (
    (
        "year: 年度",
        "2026年 as 2026年度",
        partial(rewrite, how=partial(re.sub, r"(20\d\d)年(?!度|\d)", r"\1年度")),
    ),
    (
        "year: spaced",
        "2026年 as 2026 年",
        partial(rewrite, how=partial(re.sub, r"(20\d\d)年", r"\1 年 ")),
    ),
    ("year: 本年, 上年", "years in headers as 本年 and 上年", name_years),
    (
        "body: county",
        "bodies of counties, districts, towns, schools and hospitals",
        partial(rename, names=BODIES),
    ),
    ("body: zone", "bodies of functional zones", partial(rename, names=ZONES)),
    (
        "unit: 万元 as 元",
        "amounts × 10,000 with two decimals and thousands separators",
        partial(rescale, to="元", comma=","),
    ),
    (
        "unit: 万元 as 元, bare",
        "amounts × 10,000 without decimals or separators",
        partial(rescale, to="元", comma="", decimals=0),
    ),
    (
        "unit: 元 as 万元",
        "amounts ÷ 10,000 with two decimals",
        partial(rescale, to="万元", comma=""),
    ),
    (
        "unit: 元 as 万元, fine",
        "amounts ÷ 10,000 with six decimals and separators",
        partial(rescale, to="万元", comma=",", decimals=6),
    ),
    ("unit: in the corner", "units in thirteen prints", reword_units),
    ("unit: in the title", "（万元） behind the title", unit_in_title),
    ("unit: in the header", "（万元） behind the header words of amounts", unit_in_header),
    ("unit: once", "the unit at the first table only", unit_once),
    (
        "titles: numbers before",
        "表一, 附表1, 公开01表, Ⅰ, 1． … before the title",
        partial(number_titles, how="before"),
    ),
    (
        "titles: numbers above",
        "the same in a line of its own",
        partial(number_titles, how="above"),
    ),
    (
        "titles: spaced",
        "a blank between the characters of titles and headers",
        partial(rewrite, how=" ".join, where=("caption", "header")),
    ),
    (
        "titles: full width",
        "digits, brackets and letters in full width",
        partial(rewrite, how=widen, where=("caption", "header")),
    ),
    (
        "titles: brackets",
        "（） as ()",
        partial(rewrite, how=lambda t: t.translate(BRACKETS), where=("caption", "header", "line")),
    ),
    ("columns: another order", "amounts of a block from right to left", reverse_columns),
    (
        "columns: 序号 first",
        "a column of numbers before all others",
        partial(add_column, word="序号", first=True),
    ),
    (
        "columns: 备注 last",
        "an empty column of remarks",
        partial(add_column, word="备注", first=False),
    ),
    ("columns: 上年 last", "last year's budget and the change beside the amounts", add_years),
    (
        "columns: code and name",
        "2010301-行政运行, [2010301]行政运行 or 2010301 行政运行 in one cell",
        join_codes,
    ),
    ("columns: 类 款 项", "codes in three columns", split_codes),
    ("rows: total last", "the row 合计 below the others", total_last),
    ("rows: indented", "names behind blanks", indent),
    ("rows: halves apart", "left and right half as two tables", stack),
    ("nothing", "zeros as blank, -, —, /, －, 0, 0.00 and *", print_nothing),
    (
        "negative",
        "amounts of every third table as (1), （1）, △1, －1, ▲1, - 1 and −1",
        print_negative,
    ),
)
