"""Read a web page: the article alone, without what the portal puts around it.

Never touches the network. The article is the innermost element named like one that holds all
tables with figures and most of the running text; where there is none, it is the page without
what is named as navigation, head or foot.

Libraries that find articles were tried on pages with known figures. readability-lxml (0.8) drops a
table that stands beside the prose in an element of its own, or in a form, or whose names are links;
trafilatura (1.12) left 40 of 365 figures of one disclosure.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path

import lxml.html
from charset_normalizer import from_bytes
from lxml import etree

from extract.errors import UnreadableDocument
from extract.files.encodings import HEAD_BYTES, damage, decode, encoding_of
from extract.files.limits import DEFAULT_LIMITS, Limits
from extract.numbers import BLANKS, is_blank, is_figure
from extract.readers.cells import check_size, figures, filled, header_rows_of, is_layout
from extract.types import Cell, Grid, Line, Page

META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# GB18030 holds all of what these names promise, and pages under them often use more.
AS_GB18030 = frozenset({"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "gb18030"})

UNPRINTED = re.compile(
    r"head|script|style|noscript|template|iframe|object|embed|svg|math|title|meta|"
    r"link|input|button|select|option|textarea|datalist"
)
AROUND = frozenset({"nav", "header", "footer", "aside"})
# The last word of a class or id that names what stands around an article.
AROUND_WORDS = re.compile(
    r"nav|navbar|navigation|menu|header|head|top|foot|footer|bottom|breadcrumb|"
    r"crumb|crumbs|location|position|pos|share|sharing|prev|next|previous|"
    r"pagination|pager|sidebar|aside|copyright|qrcode|search|login|meta|toolbar|"
    r"recommend|related|links|friendlink"
)
ARTICLE_NAME = re.compile(
    r"zoom|trs_u?editor|trs_editor_view|(?:[\w-]+[-_])?(?:content|article|detail|conbox|con_?text)"
    r"|(?:content|article|detail|news|text|page)[-_]?(?:body|con|text|box|main|detail|info)"
    r"|main|art|view|maintext",
    re.IGNORECASE,
)
ARTICLE_SHARE = 0.6
BLOCKS = re.compile(
    r"address|article|aside|blockquote|body|center|dd|details|dialog|div|dl|dt|"
    r"fieldset|figcaption|figure|form|h1|h2|h3|h4|h5|h6|hr|legend|li|main|nav|"
    r"ol|p|pre|section|summary|ul|table|caption|colgroup|thead|tbody|tfoot|tr|td|"
    r"th"
)
END_TAG = re.compile(r"<(/?(?:html|body|table))\b", re.IGNORECASE)
UNREAD = re.compile(r"<!--.*?-->|<script\b.*?</script", re.IGNORECASE | re.DOTALL)
STYLE_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
FLEX_STYLE = re.compile(r"display\s*:\s*(?:inline-)?(?:flex|grid)", re.IGNORECASE)

# Where a new line begins while text is gathered; in the source of a page it is plain white space.
BREAK = "\v"
SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
CHINESE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
# The source may be wrapped anywhere; between Chinese letters that is no blank.
WRAPPED = re.compile(rf"(?<=[{CHINESE}])[ \t]*[\r\n][ \t\r\n]*(?=[{CHINESE}])")
SPAN_LIMIT = 1000

ERROR_PAGE = re.compile(
    r"服务器(?:内部)?错误|(?:页面|网页|文件|文章|资源)(?:不存在|没有找到|未找到|已?被?删除|无法访问)|"
    r"(?:找不到|无法找到|没有找到)(?:该|此|您|相关)?.{0,10}(?:页|文件|资源)|访问被拒绝|拒绝访问|"
    r"系统(?:繁忙|维护)|请求被拦截|访问(?:过于频繁|异常)|\b(?:40[0134]|50[0234])\b|not found|"
    r"forbidden|internal server error|bad gateway|service unavailable|access denied",
    re.IGNORECASE,
)
ERROR_LENGTH = 500


@dataclass(frozen=True)
class _Style:
    """The classes whose rules in the page's own style sheet hide them or set children apart."""

    hidden: frozenset[str] = frozenset()
    flex: frozenset[str] = frozenset()


@dataclass
class _Reader:
    limits: Limits
    style: _Style
    lines: int = 0
    tables: int = 0
    blocks: list[Line | Grid] = field(default_factory=list)


def read(data: bytes | Path, limits: Limits = DEFAULT_LIMITS) -> tuple[Page, ...]:
    """Read the article of a web page as one page.

    Raises UnreadableDocument for a page that reports an error of the server, and for one that
    holds no text (scripts were to fill it in).
    """
    source = _decode(data if isinstance(data, bytes) else data.read_bytes())
    root = _parse(source)
    name = _cleaned(root.findtext(".//title") or "")
    title = _title(root)
    reader = _Reader(limits, _style(root))
    body = _pruned(root, reader.style)
    _refuse_error_page(name, body)
    article = _article(body)
    text = _flow(article)
    if title and _squeezed(title) not in _squeezed(text):
        reader.blocks.append(Line(1, title, place="title"))
    _read_blocks(reader, article)
    if is_blank(text.replace(BREAK, "")):
        raise UnreadableDocument("rejected", "a web page without text: scripts were to fill it in")
    found = figures(1, [title, text] if title not in text else [text])
    return (
        Page(
            number=1,
            blocks=tuple(reader.blocks),
            figures=found,
            route="html",
            damage=_cut_end(source) or damage(source),
        ),
    )


def _cut_end(source: str) -> str | None:
    """Tell a page whose transfer broke off: it opens what it does not close.

    Fragments and careless pages leave out end tags, but hardly that of a table, and not those of
    body and html together where they write the beginning.
    """
    tags = [tag.lower() for tag in END_TAG.findall(UNREAD.sub("", source))]
    if "/html" in tags or "/body" in tags:
        return None
    if tags.count("table") > tags.count("/table"):
        return "broken off inside a table: the end is missing"
    if "html" in tags or "body" in tags:
        return "broken off: the end is missing"
    return None


# ---------------------------------------------------------------- from bytes to the article


def _title(root: lxml.html.HtmlElement) -> str:
    """Give the title over the article: its heading, or what the portal says of it."""
    headings = [_cleaned(_flow(heading)).replace("\n", " ") for heading in root.iter("h1")]
    said = [
        meta.get("content", "") for meta in root.iter("meta") if meta.get("name") == "ArticleTitle"
    ]
    return next((text for text in [*headings, *said] if not is_blank(text)), "")


def _decode(data: bytes) -> str:
    """Decode a page: a byte order mark, then what it says of itself, then what fits."""
    if not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        declared = META_CHARSET.search(data[:HEAD_BYTES])
        name = declared.group(1).decode().lower() if declared else ""
        try:
            return data.decode("gb18030" if name in AS_GB18030 else name or "utf-8")
        except (UnicodeDecodeError, LookupError):
            pass
    if encoding_of(data[:HEAD_BYTES]):
        return decode(data)
    best = from_bytes(data).best()
    return str(best) if best else data.decode("utf-8", errors="replace")


def _parse(text: str) -> lxml.html.HtmlElement:
    parser = lxml.html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    text = XML_DECLARATION.sub("", text.replace("\0", ""))
    try:
        root = lxml.html.document_fromstring(text, parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise UnreadableDocument("rejected", f"a web page without content: {error}") from error
    return root


def _style(root: lxml.html.HtmlElement) -> _Style:
    """Read the page's own style rules, as far as they are for a single class."""
    hidden, flex = set(), set()
    for sheet in root.iter("style"):
        for selectors, rules in STYLE_RULE.findall(sheet.text or ""):
            names = {name.strip()[1:] for name in selectors.split(",") if _is_class(name.strip())}
            hidden |= names if HIDDEN_STYLE.search(rules) else set()
            flex |= names if FLEX_STYLE.search(rules) else set()
    return _Style(frozenset(hidden), frozenset(flex))


def _is_class(selector: str) -> bool:
    return re.fullmatch(r"\.[\w-]+", selector) is not None


def _pruned(root: lxml.html.HtmlElement, style: _Style) -> lxml.html.HtmlElement:
    """Return the body without what is never printed."""
    body = root.find("body")
    body = root if body is None else body
    for element in list(body.iterdescendants()):
        if _is(element, UNPRINTED) or _is_hidden(element, style):
            element.drop_tree()
    return body


def _is(element: lxml.html.HtmlElement, names: re.Pattern[str]) -> bool:
    return isinstance(element.tag, str) and names.fullmatch(element.tag) is not None


def _is_hidden(element: lxml.html.HtmlElement, style: _Style) -> bool:
    return (
        "hidden" in element.attrib
        or HIDDEN_STYLE.search(element.get("style", "")) is not None
        or not style.hidden.isdisjoint(element.get("class", "").split())
    )


def _refuse_error_page(name: str, body: lxml.html.HtmlElement) -> None:
    """Refuse a short page without a table of figures that speaks of an error.

    Raises UnreadableDocument.
    """
    text = _cleaned(_flow(body).replace(BREAK, " "))
    if len(text) > ERROR_LENGTH or any(_has_amounts(table) for table in body.iter("table")):
        return
    if ERROR_PAGE.search(name) or ERROR_PAGE.search(text):
        said = name or text[:40]
        raise UnreadableDocument("rejected", f"an error page of the web server: “{said}”")


def _has_amounts(table: lxml.html.HtmlElement) -> bool:
    return any(is_figure(_flow(cell)) for cell in table.iter("td", "th"))


def _article(body: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """Find the innermost element named like an article that holds nearly everything."""
    everything = _plain_length(body)
    for element in list(body.iterdescendants()):
        if _is_around(element) and 2 * _plain_length(element) < everything:
            element.drop_tree()
    tables = [table for table in body.iter("table") if _has_amounts(table)]
    wanted = ARTICLE_SHARE * _plain_length(body)
    best = body
    for element in body.iter("div", "section", "article", "main", "td"):
        names = [*element.get("class", "").split(), element.get("id", ""), str(element.tag)]
        if not any(ARTICLE_NAME.fullmatch(name) for name in names):
            continue
        holds_tables = all(element in table.iterancestors() for table in tables)
        if holds_tables and _plain_length(element) >= wanted:
            best = element
    return best


def _is_around(element: lxml.html.HtmlElement) -> bool:
    """Tell navigation, heads and feet by their names; nothing of a table, nor what holds one."""
    if element.tag in {"table", "thead", "tbody", "tfoot", "tr", "td", "th"}:
        return False
    if element.tag not in AROUND and not _is_named_around(element):
        return False
    near = [*element.iter("table"), *element.iterancestors("table")]
    return not any(_has_amounts(table) for table in near)


def _is_named_around(element: lxml.html.HtmlElement) -> bool:
    """Look at the last word of a name: `page-footer` is a foot, `top-news` is no top."""
    names = [*element.get("class", "").lower().split(), element.get("id", "").lower()]
    own = (name for name in names if not name.startswith(("article", "content")))
    words = (re.split(r"[-_\d]+", name.rstrip("0123456789"))[-1] for name in own)
    return any(AROUND_WORDS.fullmatch(word) for word in words)


def _plain_length(element: lxml.html.HtmlElement) -> int:
    """Count the letters that are not the text of a link."""
    links = sum(len(_squeezed(link.text_content())) for link in element.iter("a"))
    return max(len(_squeezed(element.text_content())) - links, 0)


# ---------------------------------------------------------------- lines


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _cleaned(text: str) -> str:
    """Give text as a browser shows it: white space of the source is one blank, breaks stay."""
    text = SPACE.sub(" ", WRAPPED.sub("", text))
    lines = (line.strip(BLANKS) for line in text.split(BREAK))
    return "\n".join(line for line in lines if line)


def _flow(element: lxml.html.HtmlElement) -> str:
    """Join the text below an element, with a break wherever a new line begins."""
    parts = [_plain(element.text)]
    for child in element.iterchildren():
        if child.tag == "br":
            parts.append(BREAK)
        elif _is(child, BLOCKS):
            parts += (BREAK, _flow(child), BREAK)
        elif isinstance(child.tag, str):
            parts.append(_flow(child))
        parts.append(_plain(child.tail))
    return "".join(parts)


def _plain(text: str | None) -> str:
    return (text or "").replace(BREAK, " ")


def _read_blocks(reader: _Reader, element: lxml.html.HtmlElement) -> None:
    """Read what is printed below an element: inline text gathers into lines, blocks break them."""
    run = [_plain(element.text)]
    is_flex = _is_flex(element, reader.style)
    for child in element.iterchildren():
        if child.tag == "table":
            _flush(reader, run)
            _read_table(reader, child)
        elif is_flex or _holds_blocks(child):
            _flush(reader, run)
            _read_blocks(reader, child)
            _flush(reader, run)
        elif child.tag == "br":
            run.append(BREAK)
        elif isinstance(child.tag, str):
            run.append(_flow(child))
        run.append(_plain(child.tail))
    _flush(reader, run)


def _flush(reader: _Reader, run: list[str]) -> None:
    """Put out the gathered text as lines and begin a new run."""
    for text in filter(None, _cleaned("".join(run)).split("\n")):
        reader.lines += 1
        reader.blocks.append(Line(1, text, place=f"line {reader.lines}"))
    run.clear()


def _is_flex(element: lxml.html.HtmlElement, style: _Style) -> bool:
    """Tell whether the children are set apart on one line, like 部门：… and 单位：万元."""
    classes = element.get("class", "").split()
    return bool(FLEX_STYLE.search(element.get("style", ""))) or not style.flex.isdisjoint(classes)


def _holds_blocks(element: lxml.html.HtmlElement) -> bool:
    return any(_is(below, BLOCKS) for below in element.iter())


# ---------------------------------------------------------------- tables


def _read_table(reader: _Reader, table: lxml.html.HtmlElement) -> None:
    """Turn a table into a grid; one that only arranges the page dissolves into its content."""
    for caption in table.iterchildren("caption"):
        _read_blocks(reader, caption)
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    elements = [cell for row in rows for cell in row.iterchildren("td", "th")]
    own_texts = [
        _cleaned(_flow(cell)) for cell in elements if next(cell.iter("table"), None) is None
    ]
    nested = len(own_texts) < len(elements)
    is_caption = len(rows) == 1 and not _has_amounts(table)
    if is_caption or is_layout(own_texts, nested):
        for cell in elements:
            _read_blocks(reader, cell)
        return
    reader.tables += 1
    cells = _laid_out(rows, f"table {reader.tables}")
    columns = max(cell.column + cell.column_span for cell in cells)
    check_size(1, len(rows), columns, reader.limits)
    reader.blocks.append(
        Grid(
            page=1,
            row_count=len(rows),
            column_count=columns,
            cells=filled(cells, len(rows), columns),
            route="html",
            header_rows=header_rows_of(cells, _marked_rows(rows)),
        )
    )


def _laid_out(rows: list[lxml.html.HtmlElement], name: str) -> list[Cell]:
    """Lay the cells of all rows on the grid's columns, as the HTML standard says."""
    reach: dict[int, int] = {}
    cells = []
    for number, row in enumerate(rows):
        column = 0
        for element in row.iterchildren("td", "th"):
            while reach.get(column, 0) > number:
                column += 1
            width = _span(element, "colspan") or 1
            # rowspan="0" reaches to the end of the table.
            height = _span(element, "rowspan", 1) or len(rows) - number
            place = f"{name}, row {number + 1}, column {column + 1}"
            text = _cleaned(_flow(element))
            cells.append(Cell(number, column, text, height, width, place=place))
            reach.update({column + i: number + height for i in range(width)})
            column += width
    return cells


def _span(element: lxml.html.HtmlElement, name: str, default: int = 1) -> int:
    value = element.get(name, "").strip()
    return min(int(value), SPAN_LIMIT) if value.isdecimal() else default


def _marked_rows(rows: list[lxml.html.HtmlElement]) -> int:
    """Count the first rows that are marked as header: in a thead, or of th cells alone."""
    count = 0
    for row in rows:
        parent = row.getparent()
        is_head = parent is not None and parent.tag == "thead"
        if not is_head and any(cell.tag != "th" for cell in row.iterchildren("td", "th")):
            break
        count += 1
    return 0 if count == len(rows) else count
