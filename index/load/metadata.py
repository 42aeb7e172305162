"""Who, when and what a document says it is: from its block, its sidecar or its first lines; unknown stays None.

Reads only what stands about the document itself: a byline inside a list of related links is another document's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import yaml

from index.errors import LoadError
from index.load.dates import checked_iso, find_date
from index.types import KINDS, Kind, Metadata

PUBLISHERS = (
    "The King's Fund", "NHS Confederation", "Nuffield Trust", "NHS Providers", "NHS England", "The Health Foundation",
    "Care Quality Commission", "Local Government Association", "Department of Health and Social Care", "House of Commons",
    "National Audit Office", "Healthcare Leader", "HSJ", "Institute for Government", "Good Governance Institute", "BMJ",
)  # fmt: skip
_PUBLISHER_KEYS = {p.lower().removeprefix("the ").replace("’", "'"): p for p in PUBLISHERS}

NAVIGATION = re.compile(
    r"^(skip to (main )?content|menu|search|home|share( this)?|print( this page)?|comments?( \(\d+\))?|back to top|subscribe|"
    r"sign in|log in|newsletter|cookies?|accept( all)?( cookies)?|\d+[- ]minutes? read|reading time.*|authors?|by|tags?:?.*|"
    r"report|blog( post)?|article|long read|explainer|publication|news|press release|briefing|topics?:?)$",
    re.I,
)
RELATED = re.compile(
    r"^(find out more|related( content| articles?| links?| reading| resources| publications)?|more on this( topic)?|read (more|next)|"
    r"you may also like|further reading|see also|latest (news|from.*)|most (read|popular)|share this( page)?|explore more)$",
    re.I,
)
_KNOWN_KEYS = {"title", "publisher", "source_publishers", "authors", "author", "published", "date", "kind", "url", "address", "licence"}
_NAME = r"[A-Z][a-z]+(?:[- ][A-Z]['’]?[A-Za-z]+){1,3}"
_HONORIFICS = re.compile(r"^((professor|prof|sir|dame|dr|lord|lady|baroness|rt hon|mr|mrs|ms)\.? )+", re.I)
_STANDFIRST = re.compile(
    rf"(?:^|(?<=[.!?] ))((?:(?:Professor|Sir|Dame|Dr|Lord|Baroness) )*{_NAME}) "
    r"(?:considers|reflects|looks|explains|argues|asks|examines|explores|sets out|discusses|outlines|writes)\b"
)
_KIND_CLUES: tuple[tuple[Kind, str], ...] = (
    ("response", r"\bgovernment('s|’s)? (response|reply) to\b|^response to\b"),
    ("progress", r"\b(one|two|three|\d+) years? on\b|\bprogress (report|update|since|on)\b|\bstocktake\b|\blooks at progress\b"),
    ("legislation", r"\b(act|bill|regulations) (19|20)\d\d\b|\bexplanatory notes\b"),
    ("guidance", r"\b(planning )?guidance\b|\boperational planning\b|\bblueprint\b"),
    ("commentary", r"\bblog( post)?\b|\btake-?aways?\b|\bwhat you need to know\b|\bcomment\b|\bopinion\b|\?$"),
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


def publisher_of(line: str) -> str | None:
    """The known publisher whose name is the whole line, else None."""
    return _PUBLISHER_KEYS.get(line.lower().removeprefix("the ").replace("’", "'").strip())


def is_title(line: str) -> bool:
    words = line.split()
    return 4 <= len(words) <= 30 and not line.endswith((".", ",", ";", ":")) and line[0].isalnum() and not find_date(line)


def read_header(lines: list[str]) -> tuple[Metadata, dict[int, str]]:
    """Metadata from a document's first lines, and which of them are furniture: {line index: reason}.

    `lines` are the paragraphs before the body, as they stand; a line that is a sentence is kept as text.
    """
    meta = Metadata()
    used: dict[int, str] = {}
    authors: list[str] = []
    clues: list[str] = []
    expect_author = False
    for i, line in enumerate(lines):
        short = len(line.split()) <= 8
        if NAVIGATION.match(line):
            used[i] = "navigation"
            clues.append(line)
            expect_author = bool(re.fullmatch(r"authors?|by", line, re.I))
        elif short and meta.publisher is None and (known := publisher_of(line)):
            meta, used[i] = replace(meta, publisher=known), "publisher line"
        elif short and meta.published is None and (found := find_date(line)):
            meta, used[i] = replace(meta, published=found), "date line"
            if by := re.match(rf"by ({_NAME})", line, re.I):
                authors.append(person(by[1]))
        elif short and re.fullmatch(_NAME, person(line)) and (expect_author or _HONORIFICS.match(line)):
            authors.append(person(line))
            used[i] = "byline"
        elif short and (by := re.fullmatch(rf"[Bb]y ({_NAME}(?:(?:, | and ){_NAME})*)", line)):
            authors += [person(a) for a in re.split(r", | and ", by[1])]
            used[i] = "byline"
        elif meta.title is None and is_title(line):
            meta = replace(meta, title=line)
            clues.append(line)
        elif by := _STANDFIRST.search(line):
            authors.append(person(by[1]))
    clues += [line for line in lines[:3] if line not in clues] if meta.title is None else []
    unique = tuple(dict.fromkeys(authors))
    return replace(meta, authors=unique, kind=kind_of(clues)), used


def from_mapping(fields: object, where: str) -> Metadata:
    """Metadata from a YAML mapping (front matter or sidecar). Refuses unknown keys, kinds and dates by name."""
    if not isinstance(fields, dict):
        raise LoadError(f"{where}: the metadata is not a list of 'name: value' lines; mend it or delete it.")
    if unknown := set(fields) - _KNOWN_KEYS:
        raise LoadError(f"{where}: unknown metadata field {sorted(map(str, unknown))[0]!r}; use {', '.join(sorted(_KNOWN_KEYS))}.")
    kind = fields.get("kind")
    if kind is not None and kind not in KINDS:
        raise LoadError(f"{where}: kind {kind!r} is not one of {', '.join(KINDS)}.")
    given = fields.get("published") or fields.get("date")
    published = checked_iso(given) if given else None
    if given and not published:
        raise LoadError(f"{where}: date {str(given)!r} is not of the form 2023-04-14, 2023-04 or 2023.")
    authors = fields.get("authors") or fields.get("author") or ()
    authors = [authors] if isinstance(authors, str) else authors
    text = {key: str(fields[key]) if fields.get(key) else None for key in ("title", "publisher", "licence")}
    url = fields.get("url") or fields.get("address")
    return Metadata(text["title"], text["publisher"], tuple(map(str, authors)), published, kind, str(url) if url else None, text["licence"])


def read_yaml(text: str, where: str) -> Metadata:
    try:
        return from_mapping(yaml.safe_load(text) or {}, where)
    except yaml.YAMLError as error:
        line = f" at line {error.problem_mark.line + 1}" if getattr(error, "problem_mark", None) else ""
        raise LoadError(f"{where}: the metadata is not valid YAML{line}; mend it or delete it.") from error


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
