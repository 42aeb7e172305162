"""The questions written beforehand in `library/questions.jsonl` in, what they are found by out:
`python -m evals.foreseen`.

A line: `source`, the digest; `passage`, the hash of the text that answers (`key_of`), or `row`, the
id of the recommendation whose fate is asked after, or `document`, the digest that is to be summed
up, or `as`, a question for a list or a timeline that they ask in other words; `questions`. They
were written passage by passage by writers who saw no question of a gold set and no code.

People's words for one thing lie apart in the bundled model's vectors. So a map of them is learnt (a
matrix, nothing else) that brings each question nearer to the others of its passage, and to the
passage's text, than to any other's: contrastive learning with the logarithm of summed likelihoods
over what is alike. Printed first: how often a question held out (every third) finds its own, with
the map learnt from the others and without.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from assistant.settings import load_settings
from evals.opened import of_its_own, open_product
from evals.run import documents_of
from index.embed import load_embedder
from index.search.foreseen import DOCUMENT, NAME, ROW, SAME, key_of

EPOCHS, RATE, BATCH, WARMTH, KEPT, SEED = 25, 5e-4, 512, 0.1, 0.1, 7
"""How the map is learnt: `WARMTH` divides cosines, `KEPT` weighs how far it may leave what it
began as. Chosen of eight by what second writers' questions found among the first's."""
HELD_OUT = 3


def learnt(vectors: np.ndarray, of: np.ndarray) -> np.ndarray:
    """[d, d] the map for vectors [n, d] whose like have the same number in `of` [n]."""
    import torch

    torch.manual_seed(SEED)
    x, group = torch.tensor(vectors), torch.tensor(of)
    size = x.shape[1]
    change = torch.nn.Parameter(torch.zeros(size, size))
    optimiser = torch.optim.Adam([change], lr=RATE)
    for _ in range(EPOCHS):
        order = torch.randperm(len(x))
        for start in range(0, len(x), BATCH):
            some = order[start : start + BATCH]
            placed = torch.nn.functional.normalize(x + x @ change, dim=1)
            near = placed[some] @ placed.T / WARMTH
            itself = (torch.arange(len(some)), some)
            near[itself] = -1e4
            alike = group[some][:, None] == group[None]
            alike[itself] = False
            loss = torch.logsumexp(near, 1) - torch.logsumexp(near.masked_fill(~alike, -1e4), 1)
            loss = loss[alike.any(1)].mean() + KEPT * (change**2).sum() / size
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return (torch.eye(size) + change).detach().numpy()


def mapped(vectors: np.ndarray, by: np.ndarray) -> np.ndarray:
    """Vectors [n, d] through the map, of unit length."""
    placed = vectors @ by
    return placed / np.linalg.norm(placed, axis=1, keepdims=True)


def found(vectors: np.ndarray, of: np.ndarray, asked: np.ndarray, own: np.ndarray) -> np.ndarray:
    """[questions] the place of each one's own among all, 0 the nearest."""
    best = np.full((len(asked), int(of.max()) + 1), -1.0, np.float32)
    near = asked @ vectors.T
    for n in range(best.shape[1]):
        if len(here := np.nonzero(of == n)[0]):
            best[:, n] = near[:, here].max(axis=1)
    return (best > best[np.arange(len(own)), own][:, None]).sum(axis=1)


def held_out(vectors: np.ndarray, of: np.ndarray, question: np.ndarray) -> None:
    """Prints how often a question that was held out finds its own among the first 1, 3 and 10;
    `question` [n]: the number of each among its passage's, -1 for the passage's text."""
    out = (question >= 0) & (question % HELD_OUT == HELD_OUT - 1)
    by = learnt(vectors[~out], of[~out])
    for name, used in (("as they are", np.eye(len(by), dtype=np.float32)), ("mapped", by)):
        placed = mapped(vectors, used)
        places = found(placed[~out], of[~out], placed[out], of[out])
        print(
            f"{name}: n {int(out.sum())}, own first {(places < 1).mean():.3f}, among three"
            f" {(places < 3).mean():.3f}, among ten {(places < 10).mean():.3f}"
        )


def key_in(row: dict[str, Any]) -> str:
    """The key of a line."""
    if "row" in row:
        return ROW + str(row["row"])
    if "as" in row:
        return SAME + str(row["as"])
    return DOCUMENT + str(row["document"]) if "document" in row else str(row["passage"])


def main() -> None:
    settings = load_settings()
    lines = (settings.library_dir / "questions.jsonl").read_text("utf-8").splitlines()
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    keys = list(dict.fromkeys(map(key_in, rows)))
    index = of_its_own(settings, settings.data_dir.expanduser() / "evaluations" / "index-starter")
    product = open_product(index)
    product.library.index(documents_of("starter", settings))
    text = {key_of(p.text): p.searched for p in product.searcher.voiced()}
    product.close()
    said = [(n, text[key], -1) for n, key in enumerate(keys) if key in text]
    number = {key: n for n, key in enumerate(keys)}
    said += [(number[key_in(row)], q, i) for row in rows for i, q in enumerate(row["questions"])]
    of = np.array([n for n, _, _ in said])
    embedder = load_embedder(settings.embedding_model, settings.device)
    vectors = embedder.encode([words for _, words, _ in said]).vectors
    held_out(vectors, of, np.array([i for _, _, i in said]))
    by = learnt(vectors, of)
    placed = mapped(vectors, by)
    step = np.abs(placed).max() / 127  # a number of a vector is kept as so many steps, in a byte
    np.savez_compressed(
        settings.library_dir / NAME,
        keys=np.array(keys),
        of=of.astype(np.int16),
        vectors=np.round(placed / step).astype(np.int8),
        step=np.float32(step),
        map=by.astype(np.float16),
        signature=np.array(embedder.signature),
    )


if __name__ == "__main__":
    main()
