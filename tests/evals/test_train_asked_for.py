"""The trainer of what a question asks for: its rows are whole, and a few steps teach something."""

from assistant.understand.asked_for import HEADS, KINDS, STATUSES
from assistant.understand.encoder import network
from evals.train_asked_for import in_core, label_of, loss_of, rows_of, told

TINY = [
    {"q": "list the wards", "kinds": ["list"]}, {"q": "who chairs it", "kinds": []},
    {"q": "which did they bin", "status": "rejected"}, {"q": "all her asks", "status": "none"},
    {"q": "sorry to ask, how many wards?", "core": "how many wards?"},
]  # fmt: skip


def test_every_row_has_one_label_of_those_that_are_known():
    for row in rows_of():
        label = label_of(row)
        assert sum(name in row for name in ("kinds", "status", "core")) == 1
        assert label != "kinds" or set(row["kinds"]) <= set(KINDS)
        assert label != "status" or row["status"] in STATUSES
        assert label != "core" or sum(in_core(row["q"], row["core"])) > 0


def test_steps_teach_each_label_and_what_was_learnt_is_told():
    import torch

    torch.manual_seed(1)
    model, tokenizer = network(HEADS)
    learnt = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-3)
    groups = [[r for r in TINY if label_of(r) == name] for name in ("kinds", "status", "core")]
    before = [float(loss_of(model, tokenizer, some)) for some in groups]
    for _ in range(8):
        for some in groups:
            learnt.zero_grad()
            loss_of(model, tokenizer, some).backward()
            learnt.step()
    after = [float(loss_of(model, tokenizer, some)) for some in groups]
    assert all(a < b for a, b in zip(after, before, strict=True))
    assert "held out: 2 of kinds, 2 of status, 1 of core" in told(model.eval(), tokenizer, TINY)
