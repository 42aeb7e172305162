"""Small extracts of our own making, in the public sets' formats, with invented bodies."""

import json

RULES = {
    "0": "# Harbour grants\n\nFishing boats registered at Fenmarsh can have a harbour grant of £400 a year.",
    "1": "# Allotments\n\nTenants of Lowmarsh may rent one allotment, for twelve months at a time.",
    "2": "# Ferry passes\n\nPupils of Quaymouth travel on the ferry free of charge until they are 18.",
    "3": "# Parking\n\nResidents of Wexcombe can apply for two parking permits for each household.",
}
PASSAGES = [
    ("g-0-60", "Harrowfen library", "Harrowfen library opens at nine on weekdays and closes at six."),
    ("g-1-60", "Harrowfen pool", "Harrowfen pool has lessons for beginners every Tuesday evening."),
    ("g-2-60", "Exmouthport market", "Exmouthport market sells fish and vegetables on Saturdays."),
]


def write(path, content):
    """A file with a string, or with a JSON line an object."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else "".join(json.dumps(line) + "\n" for line in content), "utf-8")


def judged(*rows):
    return "".join("\t".join(map(str, row)) + "\n" for row in (("query-id", "corpus-id", "score"), *rows))


def sharc(folder):
    write(folder / "data/id2snippet.json", json.dumps(RULES))

    def line(i, question, rule, scenario=""):
        return {"utterance_id": i, "tree_id": i, "source_url": "", "question": question, "scenario": scenario, "answer": "Yes", "history": [], "evidence": [], "gold_snippet_id": rule, "snippet_seen": True}

    asked = [
        line("a", "Can my boat have a harbour grant?", "0", "My boat is registered at Fenmarsh"),
        line("b", "Can I rent an allotment in Lowmarsh?", "1"),
        line("c", "Is the ferry free for pupils of Quaymouth?", "2"),
        line("d", "Can I apply for a parking permit in Wexcombe?", "3"),
        line("e", "Can I rent an allotment in Lowmarsh?", "1"),
    ]
    write(folder / "data/open_retrieval_sharc_test.json", asked)


def task(i, turns, label, contexts, key="Answerability", collection="mt-rag-govt-elser-512-100-20240611"):
    """A task of MTRAG: `turns` are the user's questions, with an agent's answer after each but the last."""
    said = []
    for turn in turns:
        said += [{"speaker": "user", "text": turn}, {"speaker": "agent", "text": "Yes."}]
    return {"task_id": i, "input": said[:-1], "contexts": contexts, key: [label], "Collection": collection}


def context(n):
    i, title, text = PASSAGES[n]
    return {"document_id": i, "title": title, "text": text}


def mtrag(folder, corpus=True):
    tasks = [
        task("x<::>1", ["When does Harrowfen library open?"], "ANSWERABLE", [context(0)]),
        task("x<::>2", ["When does Harrowfen library open?", "And the pool, has it lessons?"], "PARTIAL", [context(1)]),
        task("x<::>3", ["Who is the mayor of Saltreach?"], "UNANSWERABLE", []),
        task("x<::>4", ["Thank you"], "CONVERSATIONAL", []),
        task("y<::>1", ["How is a bucket made?"], "ANSWERABLE", [], collection="mt-rag-ibmcloud-elser"),
    ]
    write(folder / "mtrag-human/generation_tasks/reference.jsonl", tasks)
    write(folder / "mtrag-human/retrieval_tasks/govt/qrels/dev.tsv", judged(("x<::>1", "g-0-60", 1), ("x<::>2", "g-1-60", 1)))
    write(folder / "mtrag-human/retrieval_tasks/cloud/qrels/dev.tsv", judged())
    if corpus:
        write(folder / "corpora/passage_level/govt.jsonl", [{"_id": i, "title": title, "text": text, "url": ""} for i, title, text in PASSAGES])


def mtrag_un(folder):
    tasks = [
        task("u<::>1", ["When does it open?"], "UNDERSPECIFIED", [context(0), context(1)], "answerability", "govt"),
        task("u<::>2", ["What is sold at Exmouthport market?"], "ANSWERABLE", [context(2)], "answerability", "govt"),
    ]
    write(folder / "mtragun-human/generation_tasks/reference.jsonl", tasks)
    write(folder / "mtragun-human/retrieval_tasks/qrels/govt.tsv", judged(("u<::>2", "g-2-60", 1)))


def refusalbench(folder):
    def line(i, question, passage, behaviour, sort):
        return {"id": i, "perturbation_class": sort, "intensity": "LOW", "expected_rag_behavior": behaviour, "original_query": "", "perturbed_query": question, "perturbed_context": passage}

    nq = [
        line("n1", "When does Harrowfen library open?", "Harrowfen library opens at nine on weekdays.", "ANSWER_CORRECTLY", "P-Ambiguity"),
        line("n2", "When does Harrowfen library open?", "Harrowfen library was built of red brick.", "REFUSE_INFO_MISSING_IN_CONTEXT", "P-MissingInfo"),
    ]
    write(folder / "RefusalBench-NQ.jsonl", nq)
    grounding = [{"cite_1": "Harrowfen pool has lessons."}, {"cite_2": "Exmouthport market sells fish."}]
    about = {"expected_rag_behavior": "REFUSE_FALSE_PREMISE_IN_QUERY", "perturbation_class": "P-FalsePremise"}
    write(folder / "RefusalBench-GaRAGe.jsonl", [{"question": "Why did the pool close?", "grounding": grounding, "refusalbench_perturbation_metadata": about}])


def alce(folder):
    supported = {"text": "The Harrowfen library opens at nine [1][2].", "sentence_recall_score": 1, "sentence_precision_score": 1, "citations": [
        {"title": "Library", "text": "The Harrowfen library opens at nine on weekdays.", "citation_precision_score": 2.0},
        {"title": "Bricks", "text": "The library was built of red brick.", "citation_precision_score": 0},
    ]}  # fmt: skip
    unsupported = {"text": "The Harrowfen library opens at ten [1].", "sentence_recall_score": 0, "sentence_precision_score": 0, "citations": [
        {"title": "Library", "text": "The Harrowfen library opens at nine on weekdays.", "citation_precision_score": 1},
    ]}  # fmt: skip
    bare = {"text": "It is popular.", "sentence_recall_score": 0, "sentence_precision_score": 0, "citations": []}
    answers = {"q1": {"sentences": [supported, bare]}, "q2": {"sentences": [unsupported]}, "overall_results": {"recall": 50.0}}
    write(folder / "human_eval/human_eval_citations_completed.json", json.dumps({"asqa": {"model.json": answers}}))


def aggrefact(folder):
    doc = "The Harrowfen library opens at nine on weekdays.\nIt was built of red brick."
    rows = [("The Harrowfen library opens at nine on weekdays.", 1), ("The Harrowfen library opens at ten on weekdays.", 0)]
    write(folder / "test.jsonl", [{"dataset": "Invented", "doc": doc, "claim": claim, "label": label, "contamination_identifier": "x"} for claim, label in rows])
    write(folder / "dev.csv", f'dataset,doc,claim,label\nInvented,"{doc}","{rows[1][0]}",0\n')


def beir(folder):
    write(folder / "corpus.jsonl", [{"_id": i, "title": title, "text": text, "metadata": {}} for i, title, text in PASSAGES])
    write(folder / "queries.jsonl", [{"_id": "1", "text": "Harrowfen library opens at nine", "metadata": {}}, {"_id": "2", "text": "fish at Exmouthport market", "metadata": {}}, {"_id": "3", "text": "not of this split"}])
    write(folder / "qrels/test.tsv", judged(("1", "g-0-60", 2), ("1", "g-1-60", 1), ("2", "g-2-60", 1), ("2", "g-0-60", 0)))


def scifact_claims(folder):
    write(folder / "data/corpus.jsonl", [{"doc_id": n, "title": title, "abstract": [text, "That is all."], "structured": False} for n, (_, title, text) in enumerate(PASSAGES)])
    claims = [
        {"id": 1, "claim": "Harrowfen library opens at nine.", "evidence": {"0": [{"sentences": [0], "label": "SUPPORT"}]}, "cited_doc_ids": [0, 1]},
        {"id": 2, "claim": "Exmouthport market sells no fish.", "evidence": {"2": [{"sentences": [0], "label": "CONTRADICT"}]}, "cited_doc_ids": [2]},
    ]
    write(folder / "data/claims_dev.jsonl", claims)
