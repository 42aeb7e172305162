"""Where models run, and that vectors are the same there."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
import torch

from assistant.errors import SettingsError
from assistant.settings import load_settings
from index.embed import device, load_embedder
from index.errors import ModelError
from index.settings import BUNDLED_MODEL

TEXTS = ["The board agreed its plan.", "How many targets are there, and who set them?"]
_VECTORS = """
import sys
import numpy
from index.embed import has_bfloat16, load_embedder
made = load_embedder("all-MiniLM-L6-v2", "cpu").encode(sys.argv[2:])
numpy.save(sys.argv[1], made.vectors)
print(has_bfloat16())
"""


def test_a_device_that_is_not_here_is_refused_in_one_sentence(monkeypatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert device("auto") == "cpu"
    assert device("cpu") == "cpu"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert device("auto") == "cuda"
    if not torch.cuda.device_count():
        with pytest.raises(ModelError, match=r"'cuda:0' is not on this machine.*ICS_DEVICE"):
            device("cuda:0")


def test_the_setting_reaches_the_models_and_others_are_refused(monkeypatch) -> None:
    monkeypatch.setenv("ICS_DEVICE", "cpu")
    assert load_settings().index().device == "cpu"
    monkeypatch.setenv("ICS_DEVICE", "toaster")
    with pytest.raises(SettingsError, match="ICS_DEVICE"):
        load_settings()


@pytest.mark.slow
def test_a_processor_without_bfloat16_has_the_same_vectors(tmp_path) -> None:
    """In a process of its own that torch takes for one without it."""
    older = {**os.environ, "ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2"}
    command = [sys.executable, "-c", _VECTORS, str(tmp_path / "there.npy"), *TEXTS]
    said = subprocess.run(command, env=older, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
    there = np.load(tmp_path / "there.npy")
    here = load_embedder(BUNDLED_MODEL, "auto").encode(TEXTS).vectors
    assert (here * there).sum(axis=1).min() >= 0.9995
