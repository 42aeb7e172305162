"""A paper in, a Word file (.docx) out: real styles, headings, a contents field, page numbers,
linked references.

A template keeps its styles, header, footer and logo; its body is left out. Refuses one that is
no Word file or lacks a style that the paper needs.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from assistant.ledger.catalogue import Source
from assistant.paper.blocks import Block, Contents, Heading, Jump, Look, Mark, Span, Table
from assistant.paper.blocks import Paragraph as Text
from assistant.paper.layout import layout
from assistant.paper.types import Paper

_NEEDED = ("Normal", "Heading 1", "Heading 2")
_LENT = ("Title", "Table Grid")  # Word leaves out of a file the styles that it does not use
_LONGEST = 255  # characters of a core property
_BLUE, _SOFT, _LINE = "005EB8", "55606E", "D9DFE6"
_LOOKS: dict[Look, str] = {
    "body": "Normal",
    "space": "Author’s space",
    "author": "Author’s words",
    "quote": "Evidence quotation",
    "small": "Evidence note",
    "reference": "Reference entry",
}


def word(paper: Paper, catalogue: Mapping[str, Source], template: Path | None = None) -> bytes:
    """The file's bytes. Raises AssistantError naming the template that cannot be used."""
    document = _from_template(template) if template else _blank("Draft board paper")
    _describe(document, paper)
    return _written(document, paper.brief.heading, layout(paper, catalogue))


def word_of(title: str, blocks: Iterable[Block]) -> bytes:
    """Blocks under a title as a Word file's bytes."""
    document = _blank("ICS Assistant")
    document.core_properties.title = _fit(title)[:_LONGEST]
    document.core_properties.author, document.core_properties.language = "ICS Assistant", "en-GB"
    return _written(document, title, blocks)


def _written(document: Any, title: str, blocks: Iterable[Block]) -> bytes:
    _add_styles(document)
    writer = _Writer(document)
    document.add_paragraph(_fit(title), style="Title")
    for block in blocks:
        writer.write(block)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def check_template(path: Path) -> None:
    """Raises AssistantError when the file cannot be a template."""
    _from_template(path)


def _from_template(path: Path) -> Any:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        document = Document(str(path))
    except FileNotFoundError:
        raise AssistantError(
            f"{path}: there is no such template; give a Word file (.docx)."
        ) from None
    except (
        PackageNotFoundError,
        KeyError,
        ValueError,
        XMLSyntaxError,
        zipfile.BadZipFile,
        OSError,
    ) as error:
        raise AssistantError(
            f"{path}: not a Word file that can be opened; save the template as .docx and try again."
        ) from error
    names = {style.name for style in document.styles}
    if lacking := [name for name in _NEEDED if name not in names]:
        listed = ", ".join(f"“{name}”" for name in lacking)
        raise AssistantError(
            f"{path}: the template has no style {listed}; add it in Word, or leave the template"
            " out."
        )
    own = Document().styles
    for name in _LENT:
        if name not in names:
            document.styles.element.append(copy.deepcopy(own[name].element))
    body = document.element.body
    for child in list(body):
        if child.tag != f"{{{body.nsmap['w']}}}sectPr":
            body.remove(child)
    return document


def _blank(footed: str) -> Any:
    """python-docx's own default, in Arial and NHS blue, A4, with a footer that counts pages."""
    from docx import Document
    from docx.shared import Cm, Pt, RGBColor

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    normal = document.styles["Normal"]
    _font(normal, "Arial", 11)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(7), 1.15
    for name, size, before in (("Title", 22, 0), ("Heading 1", 15, 18), ("Heading 2", 12, 12)):
        style = document.styles[name]
        _font(style, "Arial", size)
        style.font.bold, style.font.color.rgb = True, RGBColor.from_string(_BLUE)
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(before),
            Pt(12 if name == "Title" else 5),
        )
    for border in document.styles["Title"].element.xpath(".//w:pBdr"):
        border.getparent().remove(border)
    footer = section.footer.paragraphs[0]
    footer.style = document.styles["Footer"]
    footer.style.font.size = Pt(9)
    footer.add_run(f"{footed}    Page ")
    _field(footer, "PAGE", "1")
    footer.add_run(" of ")
    _field(footer, "NUMPAGES", "1")
    return document


def _font(style: Any, name: str, size: int) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size = name, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for kind in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), name)


def _add_styles(document: Any) -> None:
    """The paper's own styles, on the template's Normal, where it has none of that name."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt, RGBColor

    have = {style.name for style in document.styles}
    for look, name in _LOOKS.items():
        if name in have:
            continue
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        form = style.paragraph_format
        if look in ("space", "author", "quote"):
            _edge(
                style,
                {"space": "B58105", "author": "8A94A0", "quote": _LINE}[look],
                "FFFAEB" if look == "space" else None,
            )
            form.left_indent = Cm(0.4)
        if look in ("small", "reference"):
            style.font.size, form.space_after = Pt(9.5), Pt(3)
        if look == "small":
            style.font.color.rgb = RGBColor.from_string(_SOFT)
        if look == "reference":
            form.left_indent, form.first_line_indent, form.space_after = Cm(0.8), Cm(-0.8), Pt(5)
    if "Reference mark" not in have:
        mark = document.styles.add_style("Reference mark", WD_STYLE_TYPE.CHARACTER)
        mark.font.superscript, mark.font.color.rgb = True, RGBColor.from_string(_BLUE)
    if "Paper link" not in have:
        link = document.styles.add_style("Paper link", WD_STYLE_TYPE.CHARACTER)
        link.font.underline, link.font.color.rgb = True, RGBColor.from_string(_BLUE)


def _edge(style: Any, colour: str, wash: str | None) -> None:
    """A line at the left of the paragraph, and a wash behind it."""
    properties = style.element.get_or_add_pPr()
    properties.append(
        _element(
            "w:pBdr", children=[_element("w:left", val="single", sz="24", space="8", color=colour)]
        )
    )
    if wash:
        properties.append(_element("w:shd", val="clear", color="auto", fill=wash))


def _element(tag: str, children: Iterable[Any] = (), **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    for child in children:
        made.append(child)
    return made


def _describe(document: Any, paper: Paper) -> None:
    """Core properties, and British English for every run that says nothing else."""
    from docx.oxml.ns import qn

    core, brief = document.core_properties, paper.brief
    core.title, core.author, core.keywords = (
        _fit(text)[:_LONGEST] for text in (brief.heading, brief.author, brief.topic)
    )
    core.subject, core.comments = (
        f"Board paper for {brief.purpose}",
        f"Made by ICS Assistant; {paper.speaks}."[:_LONGEST],
    )
    core.language, core.category = "en-GB", "Board paper"
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults is not None and defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
    languages = document.styles.element.xpath(".//w:lang")
    if properties is not None and properties is not False and not properties.xpath("./w:lang"):
        properties.append(_element("w:lang"))
        languages = document.styles.element.xpath(".//w:lang")
    for lang in languages:
        lang.set(qn("w:val"), "en-GB")


def _field(paragraph: Any, code: str, shown: str) -> None:
    """A field with what stands in it until it is brought up to date."""
    run = paragraph.add_run()
    text = _element("w:instrText")
    text.text = f" {code} "
    run._r.append(_element("w:fldChar", fldCharType="begin"))
    run._r.append(text)
    run._r.append(_element("w:fldChar", fldCharType="separate"))
    run.add_text(shown)
    run._r.append(_element("w:fldChar", fldCharType="end"))


class _Writer:
    """Blocks into one document; bookmarks are numbered as they come."""

    def __init__(self, document: Any) -> None:
        self._document, self._bookmarks = document, 0

    def write(self, block: Block) -> None:
        if isinstance(block, Heading):
            paragraph = self._document.add_paragraph(style=f"Heading {block.level}")
            self._bookmark(paragraph, block.anchor, paragraph.add_run(_fit(block.text)))
        elif isinstance(block, Text):
            paragraph = self._document.add_paragraph(style=_LOOKS[block.look])
            self._spans(paragraph, block.spans)
            if block.anchor:
                self._bookmark(paragraph, block.anchor, paragraph.runs[0])
        elif isinstance(block, Table):
            self._table(block)
        else:
            self._contents(block)

    def _spans(self, paragraph: Any, spans: Iterable[Span]) -> None:
        after_mark = False
        for span in spans:
            if isinstance(span, Mark):
                if after_mark:
                    paragraph.add_run(",", style="Reference mark")
                self._link(
                    paragraph, str(span.number), f"#reference-{span.number}", "Reference mark"
                )
            elif isinstance(span, Jump):
                self._link(paragraph, span.text, span.to, "Paper link")
            else:
                run = paragraph.add_run(_fit(span.text))
                run.bold, run.italic = span.bold or None, span.italic or None
            after_mark = isinstance(span, Mark)

    def _link(self, paragraph: Any, text: str, to: str, style: str) -> None:
        """Words that lead to a bookmark of this file, or to an address."""
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml.ns import qn

        link = _element("w:hyperlink", history="1")
        if to.startswith("#"):
            link.set(qn("w:anchor"), _bookmark_name(to[1:]))
        elif to.startswith(("https://", "http://")):
            link.set(
                qn("r:id"),
                self._document.part.relate_to(to, RELATIONSHIP_TYPE.HYPERLINK, is_external=True),
            )
        else:
            paragraph.add_run(_fit(text))
            return
        run = paragraph.add_run(_fit(text), style=style)
        link.append(run._r)
        paragraph._p.append(link)

    def _bookmark(self, paragraph: Any, anchor: str, run: Any) -> None:
        self._bookmarks += 1
        start = _element("w:bookmarkStart", id=str(self._bookmarks), name=_bookmark_name(anchor))
        run._r.addprevious(start)
        run._r.addnext(_element("w:bookmarkEnd", id=str(self._bookmarks)))

    def _table(self, block: Table) -> None:
        from docx.enum.table import WD_TABLE_ALIGNMENT

        table = self._document.add_table(
            rows=len(block.rows), cols=len(block.rows[0]), style="Table Grid"
        )
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        properties = table._tbl.tblPr
        properties.append(_element("w:tblCaption", val=block.about))
        properties.append(_element("w:tblDescription", val=block.about))
        look = properties.find(f"{{{properties.nsmap['w']}}}tblLook")
        if look is not None:
            for name, on in (
                ("firstRow", block.header == "row"),
                ("firstColumn", block.header == "column"),
            ):
                look.set(f"{{{properties.nsmap['w']}}}{name}", "1" if on else "0")
        for number, (row, cells) in enumerate(zip(table.rows, block.rows, strict=True)):
            height = row._tr.get_or_add_trPr()
            height.append(_element("w:cantSplit"))
            if block.header == "row" and number == 0:
                height.append(_element("w:tblHeader"))
            for column, (cell, spans) in enumerate(zip(row.cells, cells, strict=True)):
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = 0
                self._spans(paragraph, spans)
                if (block.header == "row" and number == 0) or (
                    block.header == "column" and column == 0
                ):
                    cell._tc.get_or_add_tcPr().append(
                        _element("w:shd", val="clear", color="auto", fill="EEF3F8")
                    )
        _widths(
            table,
            (0.2, 0.8) if block.header == "column" else (0.34, 0.26, 0.2, 0.2),
            self._document.sections[-1],
        )
        self._document.add_paragraph().paragraph_format.space_after = 0

    def _contents(self, block: Contents) -> None:
        """A contents field over the first level, filled in with links; Word adds the page
        numbers when it is updated (F9)."""
        lines = [self._document.add_paragraph(style="Normal") for _ in block.entries]
        code = _element("w:instrText")
        code.text = ' TOC \\o "1-1" \\h \\z \\u '
        lines[0].add_run()._r.extend(
            [
                _element("w:fldChar", fldCharType="begin"),
                code,
                _element("w:fldChar", fldCharType="separate"),
            ]
        )
        for line, heading in zip(lines, block.entries, strict=True):
            line.paragraph_format.space_after = 0
            self._link(line, heading.text, f"#{heading.anchor}", "Paper link")
        lines[-1].add_run()._r.append(_element("w:fldChar", fldCharType="end"))


def _widths(table: Any, shares: tuple[float, ...], section: Any) -> None:
    width = section.page_width - section.left_margin - section.right_margin
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = int(width * share)
        for cell in column.cells:
            cell.width = int(width * share)


def _bookmark_name(anchor: str) -> str:
    return "ics_" + anchor.replace("-", "_")[:34]


def _fit(text: str) -> str:
    """What XML can hold: no control characters."""
    return "".join(c if c in "\t\n" or c >= " " else " " for c in text)
