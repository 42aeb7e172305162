"""Made the kept data folder: run with the code of the version whose name it carries, in a checkout of it, as
`python make.py FOLDER`. What a reader does in a first week: documents added, corrected, replaced and removed, a proposal
accepted, questions asked, an answer pinned, a paper made, a thumb given."""

import sys
from pathlib import Path

from assistant.answer.feedback import keep
from assistant.paper.types import Brief
from assistant.settings import load_settings
from assistant.ui.paper_state import to_keep
from evals.opened import open_product
from index.embed import ToyEmbedder

DATA = Path(sys.argv[1])
PIER = "---\ntitle: The pier review\npublished: 2026-02-03\nkind: review\n---\n# The pier review\n\nWe recommend that the harbour board should publish its tide tables every quarter. The harbour board of Quaymouth will paint the pier green by July 2026.\n"
PLAN = "# The ferry plan\n\nThe ferry to Lowmarsh will carry 5,120 passengers in May 2026.\n"
settings = load_settings(data_dir=DATA, embedding_model="toy")
product = open_product(settings, ToyEmbedder(), quoting=True)
files = DATA.parent / "files"
files.mkdir()
for name, text in {"pier.md": PIER, "ferry.md": PLAN, "quay.md": "# The quay\n\nThe quay of Exmouthport is forty metres long.\n", "mole.md": "# The mole\n\nThe mole of Exmouthport is ninety metres long.\n"}.items():
    (files / name).write_text(text)
product.library.index_starter()
product.library.add(sorted(files.iterdir()))
product.library.describe("pier.md", {"publisher": "Quaymouth Harbour Board"})
(files / "ferry-2.md").write_text(PLAN.replace("5,120", "6,400"))
product.library.replace("ferry.md", files / "ferry-2.md")
product.library.remove(["mole.md"])
[proposal] = [p for p in product.ledger.proposals() if p.row is None]
product.ledger.accept(proposal.id, None, "Tide tables", "Publish tide tables each quarter.")
answer = product.asking.ask("Will the harbour board of Quaymouth paint the pier green by July 2026?")
kept = product.keeping.conversations.add("local", None, answer)
product.keeping.conversations.pin("local", kept.id, True)
*_, paper = product.papers.draft(product.papers.outline(Brief("the pier of Quaymouth", title="The pier")))
product.keeping.papers.keep("local", None, paper.brief.heading, to_keep(paper), {p.document_id for p in paper.passages})
product.keeping.visits.come("local", [], {})
keep(DATA, answer, (), True, "as it was", product.library.version())
product.close()
