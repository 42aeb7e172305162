"""SciFact's own release: claims with the abstracts that support or contradict them
(data/claims_dev.jsonl, data/corpus.jsonl)."""

from __future__ import annotations

from evals.yardsticks.files import Folder
from evals.yardsticks.types import Claim, PublicSet, Source

_CORPUS = "data/corpus.jsonl"
_KINDS = {"SUPPORT": "supports", "CONTRADICT": "contradicts"}
_SILENT = "does not say"


def load(folder: Folder, part: str) -> PublicSet:
    """Each claim of one part with each abstract that it cites."""
    abstracts = {
        str(folder.field(line, "doc_id", _CORPUS)): Source(
            " ".join(folder.field(line, "abstract", _CORPUS)), line.get("title") or ""
        )
        for line in folder.lines(_CORPUS)
    }
    claims: list[Claim] = []
    for line in folder.lines(f"data/claims_{part}.jsonl"):
        for cited in map(str, line["cited_doc_ids"]):
            found = line["evidence"].get(cited)
            kind = _KINDS[found[0]["label"]] if found else _SILENT
            source = (abstracts[cited],)
            claims.append(
                Claim(f"{line['id']}/{cited}", line["claim"], source, kind == "supports", kind)
            )
    return PublicSet(claims=tuple(claims))
