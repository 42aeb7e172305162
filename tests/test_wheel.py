"""What an installed project needs: locks that agree with what is declared, the library found by its
package, clear refusals.

`.ci/wheel` builds, installs and runs the wheel; here is what needs no new environment.
"""

import ast
import importlib.metadata
import re
import sys
import tomllib

import pytest
from conftest import ROOT

from app import cli
from assistant.errors import AssistantError
from assistant.settings import load_settings
from evals import run
from evals.errors import EvaluationError

_LOCKS = ("", "-run", "-cpu", "-cuda", "-llama")
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
_PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([\w.]+)", re.M)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _versions(file: str) -> dict[str, str]:
    return {_plain(n): v for n, v in _PINNED.findall((ROOT / file).read_text("utf-8"))}


def _declared(*lists: list[str]) -> set[str]:
    return {_plain(re.match(r"[\w.-]+", requirement)[0]) for some in lists for requirement in some}


@pytest.mark.parametrize("lock", _LOCKS)
def test_a_lock_names_no_place_and_has_the_versions_of_the_constraints(lock):
    lock = f"requirements{lock}.lock"
    text = (ROOT / lock).read_text("utf-8")
    assert not re.search(r"https?:|file:|index-url|find-links", text)
    entries = re.split(r"\n(?=[A-Za-z])", text)
    assert all("--hash=sha256:" in e for e in entries if not e.startswith("#"))
    kept, locked = _versions("constraints.txt"), _versions(lock)
    assert {n: v for n, v in locked.items() if kept.get(n, v) != v} == {}


def test_every_declared_package_is_locked():
    extras = _PROJECT["optional-dependencies"].values()
    assert _declared(_PROJECT["dependencies"], *extras) <= set(_versions("requirements.lock"))


@pytest.mark.parametrize(("folders", "extras"), [(("assistant", "index", "prompts", "library"), ()), (("evals",), ("evals",))])
def test_what_is_imported_is_declared(folders, extras):
    optional = _PROJECT["optional-dependencies"]
    declared = _declared(_PROJECT["dependencies"], *(optional[e] for e in extras))
    providers = importlib.metadata.packages_distributions()
    undeclared = set()
    for path in (p for folder in folders for p in (ROOT / folder).rglob("*.py") if not p.name.startswith("test_")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for top in {n.split(".")[0] for n in names} - sys.stdlib_module_names:
                ours = (ROOT / top).is_dir() or (ROOT / f"{top}.py").exists()
                if not ours and not declared & {_plain(d) for d in providers.get(top, [])}:
                    undeclared.add((path.name, top))
    assert undeclared == set()


def test_the_library_is_found_from_any_folder_and_its_readme_is_no_digest(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    digests = settings.digests()
    assert len(digests) >= 14 and digests == sorted(digests)
    assert (settings.library_dir / "README.md").exists() and not any("README" in p.name for p in digests)


def test_without_the_real_documents_a_set_that_needs_them_says_what_to_set():
    settings = load_settings()
    assert settings.corpus_dir is None
    for name in ("commentary", "traps"):
        with pytest.raises(EvaluationError, match="set ICS_CORPUS_DIR, or evaluate --set starter"):
            run.documents_of(name, settings)
    assert run.documents_of("starter", settings) == settings.digests()


def test_evaluating_without_the_extra_is_one_sentence_and_exit_code_2(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(run, "find_spec", lambda name: None if name == "ir_measures" else object())
    with pytest.raises(AssistantError, match="not installed"):
        run.needs("ir_measures")
    run.needs("matplotlib")
    words = ["--data-dir", str(tmp_path / "d"), "evaluate", "--set", "starter", "--no-yardsticks"]
    monkeypatch.setattr("sys.argv", ["ics-assistant", *words])
    with pytest.raises(SystemExit) as ended:
        cli()
    said = capsys.readouterr().err.strip()
    assert ended.value.code == 2 and "\n" not in said and "pip install 'ics-assistant[evals]'" in said
