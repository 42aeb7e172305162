"""The questions written beforehand in `library/questions.jsonl` in, their vectors out:
`python -m evals.foreseen`.

A line: `source`, the digest; `passage`, the hash of the text that answers (`key_of`); `questions`.
They were written passage by passage by writers who saw no question of a gold set and no code.
"""

from __future__ import annotations

import json

import numpy as np

from assistant.settings import load_settings
from index.embed import load_embedder
from index.search.foreseen import NAME


def main() -> None:
    settings = load_settings()
    lines = (settings.library_dir / "questions.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    of = [n for n, row in enumerate(rows) for _ in row["questions"]]
    embedder = load_embedder(settings.embedding_model)
    vectors = embedder.encode([q for row in rows for q in row["questions"]]).vectors
    np.savez(
        settings.library_dir / NAME,
        keys=np.array([row["passage"] for row in rows]),
        of=np.array(of, np.int32),
        vectors=vectors.astype(np.float16),
        signature=np.array(embedder.signature),
    )


if __name__ == "__main__":
    main()
