"""Hard facts, a language model as judge, a cross-encoder as judge: what each lets through."""

import json
import re

import pytest

from assistant.check.by_encoder import ByEncoder
from assistant.check.by_model import ByModel, Unreadable, verdicts
from assistant.check.facts import broken
from assistant.check.support import Rules
from assistant.check.types import Reason, Source, Statement
from assistant.errors import SettingsError
from index.embed import ToyEmbedder

PASSAGE = "The board of Fenmarsh agreed on 4 April 2023 to keep two pilots in every harbour until March 2026, at £1.5 million a year."
FRONT = "Harbours. Progress, 4 April 2023"
SOURCES = [Source(PASSAGE, FRONT, chosen=True), Source("The Institute urged a third pilot for the larger harbours.", "Comment", chosen=True)]


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Two pilots stay in each harbour till spring 2026.", None),
        ("Fenmarsh will spend £1.5m a year on it.", None),
        ("It was settled in early April 2023.", None),
        ("Fenmarsh will spend £1.8m a year on it.", Reason.NUMBER),
        ("It was settled on 14 April 2023.", Reason.NUMBER),
        ("It was settled in June 2023.", Reason.DATE),
        ("The board of Fenmarsh and Ministers in Stormouth agreed.", Reason.NAME),
        ("The board would “keep two good pilots” there.", Reason.QUOTATION),
    ],
)
def test_hard_facts_veto_what_stands_nowhere_and_nothing_else(sentence, reason):
    found = broken(sentence, f"{FRONT}\n{PASSAGE}", f"{FRONT}\n{PASSAGE}")
    assert (found[0] if found else None) is reason


def test_a_date_in_figures_bears_out_its_month():
    assert broken("It closed in June 2023.", "Closed on 14/06/2023.", "Closed on 14/06/2023.") is None


def judge(reply, log=None):
    def ask(messages, stop):
        (log if log is not None else []).append(messages)
        return reply(messages) if callable(reply) else reply

    return ByModel(ask, "scripted:judge", Rules(ToyEmbedder()))


def all_keys(messages):
    return re.findall(r"^(k[0-9a-f]{3}): ", messages[-1][1], re.M)


def says(**verdict):
    return lambda messages: json.dumps({key: verdict for key in all_keys(messages)})


FREE = Statement("Each harbour there holds on to a pair of pilots.", (1,))


def test_supported_counts_only_with_words_that_stand_in_the_passage():
    good = judge(says(verdict="supported", passages=[1], words="keep two pilots in every harbour"))
    assert good.rule([FREE], SOURCES)[0].keys == (1,) and good.rule([FREE], SOURCES)[0].by == "model"
    for reply in (
        says(verdict="supported", passages=[1], words="retain two pilots"),
        says(verdict="supported", passages=[7], words="keep two pilots"),
        says(verdict="supported", passages=[], words="keep two pilots"),
        says(verdict="supported", words=""),
        says(verdict="yes", passages=[1], words="keep two pilots"),
        says(verdict="supported", passages=[1], words="a"),
        says(verdict="supported", passages=[1], words="eep two pilot"),
        says(verdict="supported", passages=[1.0, "1", None, [1]], words="keep two pilots"),
        says(verdict=["supported"], passages=[1], words="keep two pilots"),
        says(verdict={}, passages={"1": 1}, words=None),
        says(verdict="supported", passages=True, words=7),
    ):
        ruling = judge(reply).rule([FREE], SOURCES)[0]
        assert ruling.by == "rules" and not ruling.keys


def test_what_is_contradicted_or_not_said_is_told_as_that():
    against = judge(says(verdict="contradicted", passages=[1], words="keep two pilots")).rule([FREE], SOURCES)[0]
    assert not against.keys and against.judgement.reason is Reason.AGAINST and "keep two pilots" in against.judgement.told
    missing = judge(says(verdict="not said", passages=[], words="")).rule([FREE], SOURCES)[0]
    assert missing.judgement.reason is Reason.NOT_SAID and "no passage" in missing.judgement.told


def test_it_is_asked_once_for_all_behind_a_fence_and_not_for_what_is_clear():
    log = []
    statements = [FREE, Statement(PASSAGE, (1,)), Statement("It cost £9 million.", (1,)), Statement("A third one was urged.", (2,))]
    rulings = judge(says(verdict="supported", passages=[1, 2], words="a third pilot"), log).rule(statements, SOURCES)
    assert len(log) == 1 and len(all_keys(log[0])) == 2  # the copy and the wrong figure need no judge
    assert rulings[1].keys == (1,) and rulings[1].by == "facts"
    assert not rulings[2].keys and rulings[2].judgement.reason is Reason.NUMBER
    fence = re.search(r"lines (=== [0-9a-f]{12} ===)", log[0][-1][1])[1]
    assert log[0][-1][1].count(f"\n{fence}\n") == 2


def test_a_reply_without_a_verdict_is_a_failure_and_a_part_of_one_is_read():
    for reply in ("", "I think it is fine.", "{not json", '["supported"]', '{"other": {"verdict": "supported"}}'):
        with pytest.raises(Unreadable):
            judge(reply).rule([FREE], SOURCES)
    half = judge(lambda m: f'<think>{{}}</think>```json\n{{"{all_keys(m)[0]}": {{"verdict": "not said"}}}}\n```')
    assert [r.by for r in half.rule([FREE, Statement("A third one was urged there.", (2,))], SOURCES)] == ["model", "rules"]
    assert verdicts('{"k1aa": "supported", "k2aa": {"verdict": "not said"}}') == {"k2aa": {"verdict": "not said"}}


def test_a_reply_that_is_cut_or_odd_gives_what_is_whole():
    two = [FREE, Statement("A third one was urged there.", (2,))]
    cut = judge(lambda m: f'{{"{all_keys(m)[0]}": {{"verdict": "not said", "passages": []}}, "{all_keys(m)[1]}": {{"verdict": "supp')
    assert [r.by for r in cut.rule(two, SOURCES)] == ["model", "rules"]
    deep = judge(lambda m: f'{{"{all_keys(m)[0]}": ' + '{"a": ' * 5000 + "1" + "}" * 5000 + "}")
    with pytest.raises(Unreadable):
        deep.rule([FREE], SOURCES)


def test_the_passages_named_have_to_bear_the_figures():
    cited = Statement("It costs £1.5 million a year.", (1,))
    other = judge(says(verdict="supported", passages=[2], words="a third pilot"))
    assert other.rule([cited, Statement("A third one was urged.", (2,))], SOURCES)[0].by == "rules"
    both = judge(says(verdict="supported", passages=[1, 2], words="£1.5 million a year"))
    assert both.rule([cited, Statement("A third one was urged.", (2,))], SOURCES)[0].keys == (1,)


def test_no_two_sentences_share_a_key():
    from assistant.check.by_model import judge_prompt

    many = [Statement(f"Sentence number {n} of many.", (1,)) for n in range(400)]
    _, keys = judge_prompt(many, SOURCES, [1])
    assert len(set(keys)) == 400


def test_nothing_that_rests_on_a_steering_document_is_decided_by_a_model():
    log = []
    steered = [Source(PASSAGE, FRONT, suspect=True)]
    ruling = judge(says(verdict="supported", passages=[1], words="keep two pilots"), log).rule([FREE], steered)[0]
    assert ruling.by == "rules" and not ruling.keys and not log


def encoder(folder, labels):
    """A small cross-encoder, taught here that a sentence is supported where it says "two"."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "each", "harbour", "has", "two", "three", "pilots", ".", "the", "board"]
    (folder / "vocab.txt").write_text("\n".join(words))
    torch.manual_seed(1)
    config = BertConfig(vocab_size=len(words), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64, num_labels=labels)
    tokenizer = BertTokenizerFast(vocab=str(folder / "vocab.txt"))
    model = BertForSequenceClassification(config).eval()  # without dropout
    passage = "each harbour has two pilots ."
    fed = tokenizer([passage] * 2, ["the harbour has two pilots", "the harbour has three pilots"], return_tensors="pt")
    step = torch.optim.Adam(model.parameters(), 0.003)
    for _ in range(200):
        logits = model(**fed).logits
        wanted = torch.tensor([1.0, 0.0]) if labels == 1 else torch.tensor([1, 0])
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits[:, 0], wanted) if labels == 1 else torch.nn.functional.cross_entropy(logits, wanted)
        step.zero_grad()
        loss.backward()
        step.step()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    assert CrossEncoder(str(folder), device="cpu").config.num_labels == labels
    return folder


@pytest.mark.parametrize(("count", "labels"), [(1, None), (1, "one number"), (3, "contradiction,entailment,neutral")])
def test_a_cross_encoder_judges_by_its_declared_labels(tmp_path, count, labels):
    made = ByEncoder.load(str(encoder(tmp_path / "small", count)), labels)
    sources = [Source("Each harbour has two pilots.")]
    right, wrong = made.rule([Statement("The harbour has two pilots", (1,)), Statement("The harbour has three pilots", (1,))], sources)
    assert right.keys == (1,) and right.by == "cross-encoder"
    assert not wrong.keys and wrong.judgement.reason is (Reason.NOT_SAID if count == 1 else Reason.AGAINST)
    assert made.rule([Statement("It cost £9 million", (1,))], sources)[0].judgement.reason is Reason.NUMBER
    assert made.rule([Statement("Nothing cited", ())], sources)[0].judgement.reason is Reason.UNCITED


def test_a_cross_encoder_without_known_labels_or_without_a_file_is_said_in_a_sentence(tmp_path):
    with pytest.raises(SettingsError, match="ICS_CHECK_LABELS"):
        ByEncoder.load(str(encoder(tmp_path / "small", 3)), None)
    with pytest.raises(SettingsError, match="no cross-encoder could be loaded"):
        ByEncoder.load(str(tmp_path / "none"), None)
