"""Who, when and what a document says it is: from its block, its sidecar or its first lines; unknown
stays None.

Reads only what stands about the document itself: a byline inside a list of related links is
another document's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from index.documents.types import KINDS, Kind, Metadata
from index.errors import LoadError
from index.text.dates import checked_iso, find_date

PUBLISHERS = (
    "The King's Fund", "NHS Confederation", "Nuffield Trust", "NHS Providers", "NHS England",
    "The Health Foundation", "Care Quality Commission", "Local Government Association",
    "Department of Health and Social Care", "House of Commons", "National Audit Office",
    "Healthcare Leader", "HSJ", "Institute for Government", "Good Governance Institute", "BMJ",
)  # fmt: skip
_PUBLISHER_KEYS = {p.lower().removeprefix("the ").replace("’", "'"): p for p in PUBLISHERS}

NAVIGATION = re.compile(
    r"^(skip to (main )?content|menu|search|home|share( this)?|print( this page)?|"
    r"comments?( \(\d+\))?|back to top|subscribe|sign in|log in|newsletter|cookies?|"
    r"accept( all)?( cookies)?|\d+[- ]minutes? read|reading time.*|authors?|by|tags?:?.*|report|"
    r"blog( post)?|article|long read|explainer|publication|news|press release|briefing|topics?:?)$",
    re.I,
)
RELATED = re.compile(
    r"^(find out more|related( content| articles?| links?| reading| resources| publications)?|"
    r"more on this( topic)?|read (more|next)|you may also like|further reading|see also|"
    r"latest (news|from.*)|most (read|popular)|share this( page)?|explore more)$",
    re.I,
)
_KNOWN_KEYS = {
    "title",
    "publisher",
    "source_publishers",
    "authors",
    "author",
    "published",
    "date",
    "kind",
    "url",
    "address",
    "licence",
}
_PARTICLE = (
    r"(?:van|von|der|den|de|da|di|du|del|della|la|le|el|al|bin|ibn|ap|ab|ferch|ten|ter|zu|y|O|Ó)"
)
_ONE = r"[A-ZÀ-ÖØ-ÞŁŚŻŹŠŽČĆĎĚŇŘŤŮŐŰĞİŞĀĒĪŌŪ][’'\w]*[^\W\d_]"
_NAME = rf"{_ONE}(?:[- ](?:{_PARTICLE} ){{0,2}}(?:{_ONE}|[A-Z]\.?(?= ))){{1,3}}"
"""A person's name as written: capitalised words, with initials, particles ("van der") and
letters of any language."""
_DATE_ALONE = re.compile(
    r"(?:(?:first |last )?(?:published|publication date|date published|date of publication|posted|"
    r"issued|released|updated|date)(?: on)?:? )?(?:(?:mon|tues|wednes|thurs|fri|satur|"
    r"sun)day,? )?(?:\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9}\.?,? \d{4}|"
    r"[a-z]{3,9}\.? (?:\d{1,2}, )?\d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-\d\d-\d\d)(?:,? (?:by|[|"
    r"·–—-]) .*)?",
    re.I,
)
"""A line that says when a document was published: a date by itself, or after a word that says
so; a byline may follow."""
_BODY = re.compile(
    r"(?:[A-Z][\w’'-]*,? |and |of |the |for |on ){1,9}(?:NHS (?:Foundation )?Trust|Integrated Care"
    r" (?:Board|System|Partnership)|Health Board|Council|Commissioning Group|ICB)"
)
_LABELS = {
    label: field
    for field, labels in {
        "title": ("title", "report title", "title of report", "paper title", "title of paper"),
        "published": (
            "date", "date of meeting", "meeting date", "date of report", "report date", "published",
            "date published", "publication date", "date of publication", "date issued",
            "issue date", "meeting", "report to",
        ),
        "authors": ("author", "authors", "report author", "author of report", "prepared by"),
        "publisher": ("publisher", "published by", "organisation", "issued by"),
    }.items()
    for label in labels
}  # fmt: skip
"""{label of a cover: the field that it fills}."""
_HELD = re.compile(r"(?:meeting )?held on\b(?!.*\bnext\b).{0,160}", re.I)
_MINUTES = re.compile(r"\b(?:minutes|agenda|notes)\b(?!.*\bnext\b).{0,160}", re.I)
"""Lines that say when a meeting was held of which the document tells; the second as a title."""
_HONORIFICS = re.compile(
    r"^((professor|prof|sir|dame|dr|lord|lady|baroness|rt hon|mr|mrs|ms)\.? )+", re.I
)
_STANDFIRST = re.compile(
    rf"(?:^|(?<=[.!?] ))((?:(?:Professor|Sir|Dame|Dr|Lord|Baroness) )*{_NAME}) "
    r"(?:considers|reflects|looks|explains|argues|asks|examines|explores|sets"
    r" out|discusses|outlines|writes)\b"
)
_KIND_CLUES: tuple[tuple[Kind, str], ...] = (
    ("response", r"\bgovernment('s|’s)? (response|reply) to\b|^response to\b"),
    (
        "progress",
        (
            r"\b(one|two|three|\d+) years? on\b|\bprogress (report|update|since|on)\b|"
            r"\bstocktake\b|\blooks at progress\b"
        ),
    ),
    ("legislation", r"\b(act|bill|regulations) (19|20)\d\d\b|\bexplanatory notes\b"),
    ("guidance", r"\b(planning )?guidance\b|\boperational planning\b|\bblueprint\b"),
    (
        "commentary",
        r"\bblog( post)?\b|\btake-?aways?\b|\bwhat you need to know\b|\bcomment\b|\bopinion\b|\?$",
    ),
    ("review", r"^report$|\b(independent )?review of\b|\binquiry\b|\binvestigation\b"),
)


def kind_of(clues: list[str]) -> Kind | None:
    """Kind by the first clue found in title and header lines; None when nothing says."""
    for kind, pattern in _KIND_CLUES:
        if any(re.search(pattern, clue, re.I) for clue in clues):
            return kind
    return None


def person(name: str) -> str:
    """A name without honorifics: "Professor Sir Chris Ham" -> "Chris Ham"."""
    return _HONORIFICS.sub("", name.strip()).strip()


def is_name(text: str) -> bool:
    """Whether a text is a person's name and nothing else."""
    return re.fullmatch(_NAME, text) is not None


def publisher_of(line: str) -> str | None:
    """The known publisher whose name is the whole line, else None."""
    return _PUBLISHER_KEYS.get(line.lower().removeprefix("the ").replace("’", "'").strip())


def organisation(line: str) -> bool:
    """Whether a line is the name of a body of the NHS or of local government and nothing else."""
    return _BODY.fullmatch(line) is not None


def labelled(pairs: Iterable[tuple[str, str]]) -> Metadata:
    """What a cover's labels say of the document: "Report title", "Date of meeting", "Author"."""
    said: dict[str, str] = {}
    for label, value in pairs:
        name = _LABELS.get(label.strip(" :").lower())
        if name and value and (name != "published" or find_date(value)):
            said.setdefault(name, value)
    title, names = said.get("title"), re.split(r",| and |;|\(|–", said.get("authors", ""))
    authors = tuple(person(name) for name in names if is_name(person(name)))
    date = find_date(said["published"]) if "published" in said else None
    return Metadata(title, said.get("publisher"), authors, date)


def is_date_line(line: str) -> bool:
    """Whether a line says when its document was published, and nothing else."""
    return _DATE_ALONE.fullmatch(line) is not None


def is_title(line: str) -> bool:
    """Whether a line can be a document's title."""
    words = line.split()
    return (
        4 <= len(words) <= 30
        and len(line) <= 400
        and not line.endswith((".", ",", ";", ":"))
        and line[0].isalnum()
        and not find_date(line)
    )


def read_header(lines: list[str]) -> tuple[Metadata, dict[int, str]]:
    """Metadata from a document's first lines, and which of them are furniture: {line index:
    reason}.

    `lines` are the paragraphs before the body, as they stand; a line that is a sentence is kept
    as text.
    """
    header = _Header()
    for i, line in enumerate(lines):
        header.take(i, line)
    clues = header.clues
    if header.meta.title is None:
        clues += [line for line in lines[:3] if line not in clues]
    unique = tuple(dict.fromkeys(header.authors))
    return replace(header.meta, authors=unique, kind=kind_of(clues)), header.used


class _Header:
    """Takes a document's first lines in order and keeps what each says of it; `used` are those
    that say nothing else."""

    def __init__(self) -> None:
        self.meta = Metadata()
        self.used: dict[int, str] = {}
        self.authors: list[str] = []
        self.clues: list[str] = []
        self._expect_author = False

    def take(self, i: int, line: str) -> None:
        """The line of this number."""
        short = len(line.split()) <= 8
        if NAVIGATION.match(line):
            self.used[i] = "navigation"
            self.clues.append(line)
            self._expect_author = bool(re.fullmatch(r"authors?|by", line, re.I))
        elif short and (reason := self._named(line)):
            self.used[i] = reason
        elif self._dated(i, line):
            return
        elif self.meta.title is None and is_title(line):
            self.meta = replace(self.meta, title=line)
            self.clues.append(line)
        elif by := _STANDFIRST.search(line):
            self.authors.append(person(by[1]))

    def _named(self, line: str) -> str | None:
        """Whether a short line names a publisher, a date or authors and nothing else."""
        if self.meta.publisher is None and (known := publisher_of(line)):
            self.meta = replace(self.meta, publisher=known)
            return "publisher line"
        if self.meta.published is None and is_date_line(line) and (found := find_date(line)):
            self.meta = replace(self.meta, published=found)
            if by := re.match(rf"by ({_NAME})", line, re.I):
                self.authors.append(person(by[1]))
            return "date line"
        if re.fullmatch(_NAME, person(line)) and (self._expect_author or _HONORIFICS.match(line)):
            self.authors.append(person(line))
            return "byline"
        if by := re.fullmatch(rf"[Bb]y ({_NAME}(?:(?:, | and ){_NAME})*)", line):
            self.authors += [person(a) for a in re.split(r", | and ", by[1])]
            return "byline"
        return None

    def _dated(self, i: int, line: str) -> bool:
        """Whether a line says when the meeting was that the document tells of, or who wrote it
        and when ("Jane Example, 4 April 2023"); it stays in the text."""
        if self.meta.published is not None:
            return False
        met = _HELD.match(line) or (i == 0 and _MINUTES.search(line))
        by = re.fullmatch(rf"({_NAME}), (\d.{{5,30}})", line)
        found = find_date(met[0]) if met else find_date(by[2]) if by else None
        if found is None:
            return False
        self.meta = replace(self.meta, published=found)
        if by:
            self.authors.append(person(by[1]))
        elif i == 0:
            self.meta = replace(self.meta, title=line)
        return True


def from_mapping(fields: object, where: str, strict: bool = True) -> Metadata:
    """Metadata from a YAML mapping. A sidecar is `strict`: unknown keys, kinds and dates are
    refused by name. Front matter is written for other programs too: what means nothing here is
    passed over."""
    if not isinstance(fields, dict):
        if not strict:
            return Metadata()
        raise LoadError(
            f"{where}: the metadata is not a list of 'name: value' lines; mend it or delete it."
        )
    unknown = set(map(str, fields)) - _KNOWN_KEYS
    if strict and unknown:
        raise LoadError(
            f"{where}: unknown metadata field {min(unknown)!r}; use"
            f" {', '.join(sorted(_KNOWN_KEYS))}."
        )
    kind = fields.get("kind")
    if kind is not None and kind not in KINDS:
        if strict:
            raise LoadError(f"{where}: kind {kind!r} is not one of {', '.join(KINDS)}.")
        kind = None
    given = fields.get("published") or fields.get("date")
    published = (checked_iso(given) or find_date(str(given))) if given else None
    if strict and given and not published:
        raise LoadError(
            f"{where}: date {str(given)!r} is not one that can be read; write it as 2023-04-14,"
            " 2023-04 or 2023."
        )
    authors = fields.get("authors") or fields.get("author") or ()
    authors = authors if isinstance(authors, (list, tuple)) else [authors]
    text = {
        key: str(fields[key]) if fields.get(key) else None
        for key in ("title", "publisher", "licence")
    }
    url = fields.get("url") or fields.get("address")
    return Metadata(
        text["title"],
        text["publisher"],
        tuple(map(str, authors)),
        published,
        kind,
        str(url) if url else None,
        text["licence"],
    )


class _Plain(yaml.SafeLoader):
    """YAML without references: a few hundred bytes of them stand for more text than a machine
    can hold."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        # `index` is a node or None in a mapping, whatever the stubs say
        if self.check_event(yaml.AliasEvent):  # which reads it into `current_event`
            raise yaml.constructor.ConstructorError(
                None, None, "references are not read", self.current_event.start_mark
            )
        return super().compose_node(parent, index)


def _as_written(loader: yaml.SafeLoader, node: yaml.ScalarNode | yaml.MappingNode) -> str:
    return loader.construct_scalar(node)


_Plain.add_constructor("tag:yaml.org,2002:timestamp", _as_written)  # 2023-02-30 is no date


def read_yaml(text: str, where: str, strict: bool = True) -> Metadata:
    """The metadata in a YAML block; `strict` refuses fields that say nothing here."""
    try:
        return from_mapping(yaml.load(text, _Plain) or {}, where, strict)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        line = f" at line {mark.line + 1}" if mark else ""
        raise LoadError(
            f"{where}: the metadata is not valid YAML{line}; mend it or delete it."
        ) from error


def sidecar_of(path: Path) -> Path | None:
    """`NAME.pdf.yaml` or `NAME.yaml` beside the file, if there is one."""
    for candidate in (path.with_name(path.name + ".yaml"), path.with_suffix(".yaml")):
        if candidate != path and candidate.is_file():
            return candidate
    return None


def overlay(stronger: Metadata, weaker: Metadata) -> Metadata:
    """Each field from `stronger`, else from `weaker`."""
    fields = Metadata.__dataclass_fields__
    return Metadata(**{name: getattr(stronger, name) or getattr(weaker, name) for name in fields})
