"""Pictures of pages in, their lines out, as a machine reads them (tesseract, where it is on the
machine).

What it is not sure of goes. Lines come with their places, as those of any other page, and marked
as read from a scan.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from index.documents.formats.pdfpages import Line, Page
from index.text.tidy import tidy

_DPI = 250
"""Dots an inch of the picture that is read; set by hand, tesseract's own advice is 300."""
_LEAST_SURE = 35.0
"""How sure tesseract has to be of a word, of 100; set by hand."""
_PAGE_SECONDS = 60.0
"""Seconds for one page, at the most."""
_POINTS = 72
"""Points to an inch."""


def available() -> bool:
    """Whether the machine can read pictures of pages."""
    return shutil.which("tesseract") is not None


def read_scans(pdf: Any, pages: Sequence[Page], scans: Sequence[int], seconds: float) -> list[Page]:
    """The pages, those of `scans` (numbers from 1) with their lines as far as they could be read
    in the time."""
    until = time.monotonic() + seconds
    out = list(pages)
    for number in scans:
        left = until - time.monotonic()
        if left <= 0:
            break
        page = out[number - 1]
        lines = tuple(_lines(_told(pdf[number - 1], min(left, _PAGE_SECONDS)), number))
        out[number - 1] = Page(number, page.width, page.height, lines or page.lines)
    return out


def _told(page: Any, seconds: float) -> str:
    """Tesseract's table of words; empty when it gives none in time."""
    picture = io.BytesIO()
    page.render(scale=_DPI / _POINTS, grayscale=True).to_pil().save(picture, "PNG")
    command = ["tesseract", "-", "-", "-l", "eng", "--dpi", str(_DPI), "tsv"]
    try:
        done = subprocess.run(
            command,
            input=picture.getvalue(),
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # faster than its threads on few cores
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def _lines(table: str, number: int) -> Iterator[Line]:
    words: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == "5" and float(row["conf"]) >= _LEAST_SURE and row["text"].strip():
            words.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    scale = _POINTS / _DPI
    found = []
    for line in words.values():
        lefts = [int(w["left"]) * scale for w in line]
        tops = [int(w["top"]) * scale for w in line]
        rights = [a + int(w["width"]) * scale for a, w in zip(lefts, line, strict=True)]
        feet = [a + int(w["height"]) * scale for a, w in zip(tops, line, strict=True)]
        text = tidy(" ".join(w["text"] for w in line))
        found.append((text, (min(lefts), min(tops), max(rights), max(feet))))
    usual = median([b[3] - b[1] for _, b in found]) if found else 0.0
    for text, box in found:
        high = box[3] - box[1]
        size = high if high > 1.4 * usual else usual  # letters without heads make a line look small
        hyphen = text[-1:] == "-" and text[-2:-1].isalpha()
        yield Line(text, number, box, round(size, 1), hyphen=hyphen, scanned=True)
