"""A gold set and systems in; one JSON record a case and system out, with the run's full
specification beside them.

A record holds places in documents, not their text, and everything needed to score again without
running again. A run that was cut short goes on where it stopped, as long as code, documents,
gold set and settings are the same.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
import subprocess
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.errors import AssistantError
from assistant.settings import Settings
from evals.cases import GOLD, SETS, Case, gold_hash, load_cases
from evals.errors import EvaluationError
from evals.opened import of_its_own, open_product
from evals.scorers import Scored, score
from evals.stats import SEED
from evals.systems import OneRanker, PlainPipeline, Product, Response, System, Unchecked
from index.documents.types import Document
from index.embed import Embedder
from prompts import version

ROOT = Path(__file__).parent.parent
_PACKAGES = (
    "chromadb",
    "gradio",
    "langchain",
    "numpy",
    "sentence-transformers",
    "sentencex",
    "tantivy",
    "torch",
    "transformers",
)
_MISSING = (
    "Evaluating needs a package that is not installed ({}); pip install 'ics-assistant[evals]'."
)
_ALWAYS = ("ir_measures", "matplotlib")  # the scorers and the report's charts
_YARDSTICKS = ("langchain_chroma", "langchain_huggingface", "langchain_text_splitters")


@dataclass(frozen=True)
class Record:
    """One system's response to one case; `full` is its response to a follow-up asked in full."""

    case: str
    system: str
    response: Response
    full: Response | None


@dataclass(frozen=True)
class Run:
    """A finished run: its specification, documents, cases, and scores by system and case."""

    spec: dict
    folder: Path
    cases: list[Case]
    documents: dict[str, Document]
    records: dict[str, dict[str, Record]]
    scores: dict[str, dict[str, Scored]]


_RECORD = TypeAdapter(Record)


def gold_path(name: str) -> Path:
    """The file of a set that ships, or of one's own."""
    return GOLD / f"{name}.jsonl" if name in SETS else Path(name)


def documents_of(name: str, settings: Settings) -> list[Path]:
    """The files a set is about; the commentary's are not part of the project and may be missing."""
    if Path(name).stem.endswith("commentary"):
        folder = settings.corpus_dir
        found = sorted(folder.glob("*.txt")) if folder and folder.is_dir() else []
        if not found:
            where = f"are not in {folder}" if folder else "are not part of the project"
            raise EvaluationError(
                f"The five real documents {where}; set ICS_CORPUS_DIR, or evaluate --set starter."
            )
        return found
    extra = documents_of("commentary", settings) if name == "traps" else []
    return settings.digests() + extra


def needs(*modules: str) -> None:
    """Refuses, before a long run, what only the extra `evals` brings and is not installed."""
    for module in modules:
        if find_spec(module) is None:
            raise AssistantError(_MISSING.format(module))


def specification(name: str, cases: list[Case], paths: list[Path], settings: Settings) -> dict:
    """Everything that a run depends on."""

    def git(*arguments: str) -> str:
        if not (ROOT / ".git").exists():  # installed: a repository further up would be another's
            return "unknown"
        try:
            return subprocess.run(
                ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
            ).stdout.strip()
        except (OSError, subprocess.CalledProcessError):
            return "unknown"

    code = hashlib.sha256()
    for package in ("assistant", "index", "prompts", "evals"):
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix in (".py", ".md"):
                code.update(path.read_bytes())
    return {
        "set": name,
        "revision": git("rev-parse", "HEAD"),
        "changed_since": bool(git("status", "--porcelain")),
        "code": code.hexdigest()[:16],
        "packages": {p: importlib.metadata.version(p) for p in _PACKAGES},
        "settings": {"embedding_model": settings.embedding_model} | _model_of(settings),
        "documents": {p.name: hashlib.sha256(p.read_bytes()).hexdigest()[:16] for p in paths},
        "gold": gold_hash(cases),
        "cases": len(cases),
        "seed": SEED,
        "machine": {
            "python": platform.python_version(),
            "system": platform.platform(),
            "processors": os.cpu_count(),
        },
    }


def _model_of(settings: Settings) -> dict:
    """The language model and its prompt, where one is set: a run without one keeps its
    specification."""
    return (
        {"chat_model": settings.chat_model, "prompt": version("answer")}
        if settings.chat_model
        else {}
    )


def evaluate(
    name: str,
    settings: Settings,
    yardsticks: bool = True,
    report: Callable[[int, int, str], None] = lambda *_: None,
    embedder: Embedder | None = None,
) -> Run:
    """Runs product and yardsticks over a gold set and scores them."""
    needs(*_ALWAYS, *(_YARDSTICKS if yardsticks else ()))
    cases = load_cases(gold_path(name))
    paths = documents_of(name, settings)
    spec = specification(name, cases, paths, settings)
    folder = (
        settings.data_dir.expanduser()
        / "evaluations"
        / f"{Path(name).stem}-{spec['code']}-{spec['gold']}"
    )
    folder.mkdir(parents=True, exist_ok=True)
    _same_or_new(folder, spec)
    index = of_its_own(
        settings, settings.data_dir.expanduser() / "evaluations" / f"index-{Path(name).stem}"
    )
    assistant = open_product(index, embedder)
    assistant.library.index(paths)
    documents = assistant.texts()
    product = Product(assistant)
    systems: list[System] = [product]
    if assistant.chat.model:
        systems += [
            Unchecked(product, assistant),
            Product(open_product(index, assistant.searcher.embedder, quoting=True), "quoting"),
        ]
    if yardsticks:
        systems += [
            OneRanker(assistant, "keyword only"),
            OneRanker(assistant, "dense only"),
            PlainPipeline(documents),
        ]
    records = _run(systems, cases, folder / "records.jsonl", report)
    judge = assistant.judge
    scores = {
        system: {
            c.id: score(c, done[c.id].response, done[c.id].full, documents, judge) for c in cases
        }
        for system, done in records.items()
    }
    return Run(spec, folder, cases, documents, records, scores)


def _order(systems: list[System], cases: list[Case]) -> list[tuple[System, Case]]:
    """System by system; but what a model wrote is taken down twice, checked and not, before the
    next question is asked."""
    together = [s for s in systems if isinstance(s, Unchecked) or s.name == "product"]
    return [(s, c) for c in cases for s in together] + [
        (s, c) for s in systems if s not in together for c in cases
    ]


def _same_or_new(folder: Path, spec: dict) -> None:
    """Keeps the records of a run of the same specification; drops those of another."""
    path = folder / "spec.json"
    comparable = {k: v for k, v in spec.items() if k not in ("revision", "changed_since")}
    try:
        old = {
            k: v
            for k, v in json.loads(path.read_text("utf-8")).items()
            if k not in ("revision", "changed_since")
        }
    except (OSError, ValueError):
        old = None
    if old != comparable:
        (folder / "records.jsonl").unlink(missing_ok=True)
    path.write_text(json.dumps(spec, indent=1, sort_keys=True), "utf-8")


def _run(
    systems: list[System], cases: list[Case], path: Path, report: Callable[[int, int, str], None]
) -> dict[str, dict[str, Record]]:
    records: dict[str, dict[str, Record]] = {s.name: {} for s in systems}
    for line in path.read_text("utf-8").splitlines() if path.exists() else []:
        try:
            record = _RECORD.validate_json(line)
        except ValidationError:
            continue  # the line that was being written when the run was cut short
        if record.system in records:
            records[record.system][record.case] = record
    total = len(systems) * len(cases)
    done = sum(map(len, records.values()))
    with path.open("a", encoding="utf-8") as out:
        for system, case in _order(systems, cases):
            if case.id in records[system.name]:
                continue
            response = system.respond(case.question, case.history, case.as_at)
            full = system.respond(case.standalone, ()) if case.standalone else None
            record = Record(case.id, system.name, response, full)
            out.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")
            out.flush()
            records[system.name][case.id] = record
            done += 1
            report(done, total, system.name)
    return records
