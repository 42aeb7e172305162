"""The house itself: rooms, doors, sizes. A new module is guarded from its birth."""

import ast
import re
import shutil
import subprocess
import sys
import threading
from collections import Counter

import pytest
from conftest import ROOT

from assistant.model.client import ScriptedModel
from assistant.services import Services
from assistant.settings import Settings, load_settings
from assistant.ui.asking import Asking
from assistant.ui.live import Live
from evals.opened import open_product
from index.embed import ToyEmbedder

PACKAGES = ("assistant", "evals", "index", "prompts")
SOURCE = sorted(p for package in (*PACKAGES, "bench") for p in (ROOT / package).rglob("*.py"))
MOST_LINES, LONGEST_FUNCTION = 400, 60
PLANTED = {  # room: what a new module of it may never import
    "index/text": "index.documents.types",
    "index/documents": "gradio",
    "index/documents/formats": "chromadb",
    "index/store": "index.search.searcher",
    "index/search": "chromadb",
    "assistant/understand": "assistant.answer.types",
    "assistant/wording": "assistant.ledger.types",
    "assistant/changes": "assistant.ledger.types",
    "assistant/check": "assistant.model.client",
    "assistant/ledger": "openai",
    "assistant/answer": "gradio",
    "assistant/model": "docx",
    "assistant/paper": "assistant.services",
    "assistant/conversations": "assistant.services",
    "assistant/services": "assistant.ui.turn_view",
    "assistant/cli": "tantivy",
    "assistant/ui": "pydantic_settings",
    "prompts": "langchain",
    "evals": "gradio",
}


def lint(folder):
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_a_forbidden_import_in_a_new_module_of_any_room_is_seen(tmp_path):
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "*.jsonl"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert lint(tmp_path).returncode == 0
    for room, forbidden in PLANTED.items():
        (tmp_path / room / "planted.py").write_text(f'"""Planted."""\n\nimport {forbidden}\n')
    told = lint(tmp_path)
    seen = set(re.findall(r"([\w.]+)\.planted\s*->", told.stdout))
    assert told.returncode == 1 and seen == {room.replace("/", ".") for room in PLANTED}, told.stdout[-3000:]


def test_a_new_room_has_to_be_given_its_place(tmp_path):
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "*.jsonl"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "assistant" / "attic").mkdir()
    (tmp_path / "assistant" / "attic" / "__init__.py").write_text('"""An attic."""\n')
    told = lint(tmp_path)
    assert told.returncode == 1 and "attic" in told.stdout


@pytest.mark.parametrize("path", SOURCE, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_and_no_function_is_too_long_to_read_at_once(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno + 1 <= LONGEST_FUNCTION, node.name


def test_every_module_and_public_function_says_what_it_is():
    bare = []
    for path in SOURCE:
        tree = ast.parse(path.read_text("utf-8"))
        assert ast.get_docstring(tree), path
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and node.name != "main" and not ast.get_docstring(node):
                bare.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not bare, bare


def _figures(value):
    match value:
        case ast.Constant():
            return type(value.value) in (int, float)
        case ast.BinOp():
            return _figures(value.left) and _figures(value.right)
        case ast.UnaryOp():
            return _figures(value.operand)
        case ast.Tuple():
            return all(map(_figures, value.elts))
        case ast.Dict():
            return bool(value.values) and all(map(_figures, value.values))
    return False


def test_every_threshold_says_what_it_counts():
    silent = []
    for path in (p for p in SOURCE if p.relative_to(ROOT).parts[0] in ("assistant", "index")):
        lines, body = path.read_text("utf-8").splitlines(), ast.parse(path.read_text("utf-8")).body
        for node, after in zip(body, [*body[1:], None], strict=True):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and _figures(node.value):
                told = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
                if not told and not any("#" in line for line in lines[node.lineno - 1 : node.end_lineno]):
                    silent.append(f"{path.name}: {ast.unparse(node)}")
    assert not silent


def test_the_map_names_every_room():
    told = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = {p.parent.relative_to(ROOT).as_posix() for p in SOURCE if p.name == "__init__.py" and p.is_relative_to(ROOT / "assistant")}
    rooms |= {p.parent.relative_to(ROOT).as_posix() for p in SOURCE if p.name == "__init__.py" and p.is_relative_to(ROOT / "index")}
    assert not {room for room in rooms if f"`{room}`" not in told}


def test_what_the_documents_name_is_there():
    named = re.compile(r"`((?:assistant|index|evals|prompts|bench|tests|docs|library|\.ci)/[\w./-]+)`")
    made_by_reader = {"index/documents/formats/NAME.py"}
    lost = []
    for document in (ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")))):
        told = document.read_text("utf-8")
        lost += [(document.name, p) for p in named.findall(told) if p not in made_by_reader and not (ROOT / p).exists()]
        lost += [(document.name, p) for p in re.findall(r"\]\(([\w./-]+)\)", told) if not (document.parent / p).exists()]
        lost += [(document.name, m) for m in re.findall(r"python -m ((?:evals|bench)\.\w+)", told) if not any((ROOT / f"{m.replace('.', '/')}{end}").exists() for end in (".py", "/__main__.py"))]
    assert not lost


def test_every_package_that_runs_is_listed_with_its_licence():
    locked = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", (ROOT / "requirements-run.lock").read_text(), re.M)
    page = (ROOT / "docs" / "governance" / "licences.md").read_text("utf-8")
    assert len(locked) > 100 and [f"{name} {version}" for name, version in locked if f"| {name} | {version} | " not in page] == []


def test_every_setting_is_told():
    told = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert not [f"ICS_{name.upper()}" for name in Settings.model_fields if f"`ICS_{name.upper()}`" not in told]


def test_what_measures_can_be_started():
    modules = sorted(f"bench.{p.stem}" for p in (ROOT / "bench").glob("*.py"))
    told = subprocess.run([sys.executable, "-c", f"import {', '.join(modules)}"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert told.returncode == 0, told.stderr[-1000:]


# the journey of a question, as docs/architecture.md tells it

DIGEST = """---
title: Targets
kind: review
published: 2024-01-01
---
# Targets

## Fewer national targets

**Recommended, 4 April 2023.** The Marrow review recommended no more than ten national targets for systems.
Sources: "A", HSJ, April 2023.

**Response, 14 June 2023.** The government accepted fewer national targets in part, without a number.
Sources: "B", DHSC, 14 June 2023.
"""
SAID = "The Marrow review recommended no more than ten national targets for systems."


class AtOnce:
    """A library that is ready."""

    note = error = None

    def wait(self):
        return iter(())


def journey():
    told = (ROOT / "docs" / "architecture.md").read_text("utf-8").split("## A question's journey")[1].split("\n## ")[0]
    return re.findall(r"^\d+\. `([\w.]+)`", told, re.M)


def room_of(stop):
    return ".".join(stop.split(".")[:2])


def test_a_question_makes_the_stops_that_the_map_says(tmp_path, ships):
    stops = journey()
    assert 0 < len(stops) <= 15 and max(Counter(map(room_of, stops)).values()) <= 2
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "digest.md").write_text(DIGEST)
    ships(tmp_path / "f")

    def reply(messages):
        return ["How many national targets?"] if "standing alone" in messages[-1][1] else [f"{SAID} [1]"]

    settings = load_settings(data_dir=tmp_path / "data", embedding_model="toy")
    made = open_product(settings, ToyEmbedder(), ScriptedModel(reply))
    made.library.index([tmp_path / "f"])
    screen = Asking(Services(settings, made.chat, made.library, made.ledger, made.asking, made.papers, made.examiner, made.keeping, made.comparing, made.standing, made.tidying, made.watching, made.telling, made.corrections, made.disagreeing), AtOnce(), Live(made.keeping))
    conversation = list(screen.ask({"question": "what are the national targets?"}, threading.Event()))[-1]["conversation"]
    called = []

    def follow(frame, event, _):
        if event == "call":
            called.append(f"{frame.f_globals.get('__name__')}.{frame.f_code.co_qualname}")

    sys.setprofile(follow)
    *_, shown = screen.ask({"question": "how many of them?", "conversation": conversation}, threading.Event())
    sys.setprofile(None)
    made.close()
    assert SAID in shown["html"]
    first = [called.index(stop) for stop in stops[:-1]]
    assert first == sorted(first), [stop for _, stop in sorted(zip(first, stops, strict=False))]
    assert len(called) - called[::-1].index(stops[-1]) > first[-1]


def test_letters_and_spaces_of_the_screen_come_in_one_scale():
    """Sizes of letters by their names, space in ten steps: what is set by eye in one place drifts from the next."""
    steps, found = {0, 1, 2, 4, 6, 8, 12, 16, 20, 24, 32, 40}, []
    files = sorted((ROOT / "assistant" / "ui" / "static").glob("*.css"))
    for path in files:
        for rule in re.findall(r"[;{\s](font-size|(?:margin|padding|gap|row-gap|column-gap)[a-z-]*): ([^;}]*)", path.read_text("utf-8")):
            if rule[0] == "font-size":
                if not re.fullmatch(r"var\(--text-\w+\)|inherit(?: !important)?|0|\.9em|calc\(100% \* var\(--scale\)\)", rule[1]) and path.name != "print.css":
                    found.append((path.name, *rule))
            elif {int(n) for n in re.findall(r"(?<![\d.])(\d+)px", rule[1])} - steps:
                found.append((path.name, *rule))
    assert len(files) == 6 and found == []
