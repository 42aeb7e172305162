"""The shape of an answer follows what is asked for: status, lists, dates in order, parties side by side,
a document in so many lines, the highest of a table, and what is none for the documents."""

from pathlib import Path

import pytest

from assistant.answer.markdown import markdown
from assistant.answer.premise import _NOT_ACCEPTED
from assistant.answer.shapes.base import folded_at, of_passage, repeated
from assistant.settings import load_settings
from evals.opened import open_product
from index.documents.types import Label, Metadata, Passage, Voice
from index.search.asked import analyse
from index.text.dates import by_end_of

LIBRARY = Path(__file__).parents[3] / "library"
CASES = Path(__file__).parents[2] / "cases"
DIGESTS = ("02", "03-", "03b", "07", "08", "09", "14", "16", "17")


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    made = open_product(load_settings(data_dir=tmp_path_factory.mktemp("shapes")), quoting=True)
    made.library.index([p for p in sorted(LIBRARY.glob("*.md")) if p.name.startswith(DIGESTS)])
    yield lambda question, *history: made.asking.ask(question, history)
    made.close()


def words(answer):
    return sum(len(t.split()) for t in (answer.note.text if answer.note else "", *(c.text for c in answer.claims)))


def test_a_status_comes_from_the_ledger_and_its_statements_stand_below(ask):
    answer = ask("what happened to HARPs?")
    assert answer.headline == (
        "Extra freedom for mature systems (HARPs): government noted it on 14 June 2023 without agreeing to it;"
        " later news of it (12 November 2025) is not said to carry it out."
    )
    cited = {c.marker: c.passage for c in answer.citations}
    assert [cited[m].voice.label for m in answer.note.markers] == [Label.RESPONSE, Label.LINKED]
    assert markdown(answer).startswith(answer.headline) and words(answer) <= 150
    assert answer.next and answer.rows[0].title == "Extra freedom for mature systems (HARPs)"


@pytest.mark.parametrize("question", ["What happened to HARPs?", "What did government say to the ten-target limit, and has anything happened?"])
def test_what_stands_before_the_fold_does_not_stand_behind_it_again(ask, question):
    answer = ask(question)
    places = [(c.passage.document_id, c.text) for c in (*answer.claims, *answer.folded)]
    assert answer.folded and len(places) == len(set(places))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("did the plan for systems to review one another as peers ever get off the ground?", "Peer review between systems: government noted it on 14 June 2023"),
        ("prevention budget share, what became of it", "Share of NHS budgets spent on prevention: government rejected it on 14 June 2023; what it asked for was reported as late, slow or paused (26 July 2024)"),
    ],
)
def test_what_came_of_a_recommendation_is_its_status_in_whatever_words(ask, question, said):
    answer = ask(question)
    assert said in answer.headline and answer.note.markers and answer.state == "answered"


def test_that_nothing_is_known_of_an_answer_rests_on_a_passage_that_says_so(ask):
    answer = ask("so did the national assembly for health, wellbeing and care get going in the end?")
    assert "what government answered is not known" in answer.headline
    assert {c.passage.voice.label for c in answer.citations if c.marker in answer.note.markers} == {Label.NOT_KNOWN}


def test_a_question_of_place_or_time_is_no_question_of_status(ask):
    assert ask("where were the Care Quality Commission's pilots of system assessment held?").note is None


@pytest.mark.parametrize("question", ["what have u got on the mps report", "tell me about the MPs' report on systems", "the reply from ministers, boil it down for me"])
def test_a_digest_is_summed_up_where_all_of_it_is_wanted(ask, question):
    answer = ask(question)
    assert len({c.passage.source for c in answer.claims}) == 1 and len(answer.claims) >= 3


def test_a_digest_opens_with_how_its_topics_were_answered_and_says_that_it_counts_no_recommendations(ask):
    answer = ask("what have u got on the mps report")
    assert answer.headline.startswith("The Health and Social Care Committee") and "topics in the ledger: government accepted" in answer.headline
    assert answer.note.markers and any("not a count" in r for r in answer.remarks)


def test_how_many_recommendations_there_were_is_not_counted_in_the_ledger(ask):
    counted = ask("how many priorities did ham set")
    assert "nine priorities" in counted.headline and not counted.points
    assert "ledger" not in ask("how many recs did hewitt make").headline
    assert ask("list every recommendation of Hewitt and say how many").points


def test_words_alone_are_no_question_of_a_fate_of_which_nothing_is_known(ask):
    assert "recommended steady investment" in ask("money for leadership and culture training").headline
    assert "is not known" in ask("what came of the money for leadership and culture training?").headline


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("chuck me the ones that ended up in the bin", "recorded as rejected"),
        ("the MPs' wish list please", "things that the Health and Social Care Committee asked for"),
    ],
)
def test_a_list_is_known_by_what_is_asked_in_whatever_words(ask, question, said):
    answer = ask(question)
    assert said in answer.headline and answer.points


def test_more_than_a_list_is_not_answered_by_one(ask):
    assert ask("the MPs' wish list please").points
    assert not ask("the MPs' wish list please, and who chaired them?").points
    assert not ask("what was not on the MPs' wish list please").points


def test_a_digest_told_as_at_a_day_names_no_later_topic(ask):
    answer = ask("what stuff do u hold on the mps report, as at 1 May 2023")
    assert "rejected" not in answer.headline and all((c.passage.voice.said_on or "") <= "2023-05-01" for c in answer.claims)


def test_a_readers_own_document_is_not_shadowed_by_what_was_written_for_ours(tmp_path):
    own = tmp_path / "plan.md"
    own.write_text(
        "# Fenmarsh delivery plan\n\nPeer review between our places was agreed by the Fenmarsh board on 3 March 2026 and"
        " the first visit took place on 12 May 2026.\n\nWhere we are with peer review at Fenmarsh: two visits are done and one is left.\n", "utf-8"
    )  # fmt: skip
    made = open_product(load_settings(data_dir=tmp_path / "data"), quoting=True)
    made.library.index([own, *(p for p in sorted(LIBRARY.glob("*.md")) if p.name.startswith(("03b", "08")))])
    answer = made.asking.ask("Where are we with peer review at Fenmarsh, two visits done?")
    made.close()
    assert answer.claims[0].passage.source == "plan.md" and answer.note is None


def test_a_reason_is_asked_of_the_sources_and_not_of_the_ledger(ask):
    answer = ask("why did ministers say no to putting more money upstream in 2023")
    assert answer.note is None and "arbitrary" in answer.claims[0].text


def test_a_claim_to_be_checked_opens_with_what_sources_dispute(ask):
    answer = ask("Am I safe to say that Hewitt wanted 1% a year more on prevention?")
    assert answer.claims[0].passage.voice.label == Label.DISAGREE
    plain = ask("When is NHS England to close?")
    assert "March 2027" in plain.claims[0].text


def test_a_definition_that_answers_best_is_told_where_no_meaning_is_asked_for(ask):
    assert ask("if two boards are 'clustered' are they merged or what?").claims[0].passage.voice.label == Label.DEFINITION


def test_yes_or_no_only_where_the_ledger_says_it(ask):
    assert ask("did the government accept more spending on prevention?").headline.startswith("No. Share of NHS budgets")
    assert ask("was the rise in the share for prevention rejected?").headline.startswith("Yes. Share of NHS budgets")
    assert ask("did the government accept fewer national targets?").headline.startswith("In part. Fewer national targets")
    assert ask("did the government accept HARPs?").headline.startswith("Extra freedom")


def test_the_best_sentence_is_in_the_headline_or_right_below_it(ask):
    answer = ask("Did the government agree to a cap of ten targets?")
    assert answer.claims[0].text.startswith("No commitment to a limit of ten national priorities was seen")


def test_recommendations_by_status_are_a_whole_list(ask):
    answer = ask("list every recommendation that was rejected")
    assert answer.headline == "Of the 55 topics in the ledger, 3 are recorded as rejected."
    titles = [p.text.split(" (")[0] for p in answer.points]
    assert titles == [
        "Share of NHS budgets spent on prevention", "A national mission for health improvement", "A public health seat on every integrated care board",
    ]  # fmt: skip
    assert "not a count of the review’s 36" in markdown(answer)
    hewitt = ask("which of Hewitt's recommendations were rejected?")
    assert hewitt.headline.startswith("Of the 39 topics in the ledger, 2 are")


def test_a_list_keeps_to_the_subject_that_is_named(ask):
    some = [p.text for p in ask("which of Hewitt's recommendations on prevention were rejected?").points]
    assert some and len(some) < 3 and all("prevention" in t or "health improvement" in t for t in some)
    assert len(ask("list what Hewitt recommended on dental contracts").points) < 5
    assert len(ask("list all the things chris ham wanted hewitt to pick up").points) in (0, 9)


@pytest.mark.parametrize("question", ["all recommendations rejected", "of hewitts asks, which ones got a flat no"])
def test_a_list_without_a_subject_is_of_all_rows(ask, question):
    assert "Share of NHS budgets spent on prevention" in {p.text.split(" (")[0] for p in ask(question).points}


def test_a_document_that_is_not_there_is_not_summed_up_by_the_word_report(ask):
    assert ask("summarise the Smithers report in five lines").refused


def test_a_subject_that_no_row_has_is_no_list_of_all(ask):
    assert not ask("which recommendations about parking charges were rejected?").points


@pytest.mark.parametrize("question", ["what can i read in here? just the titles", "what have you got in here on IT stuff"])
def test_what_is_in_here_is_asked_of_the_library(ask, question):
    assert ask(question).state == "outside"


def test_a_document_is_named_by_its_publisher_and_a_word_of_its_title(tmp_path):
    for name, title, said in (("a", "Turning the tide", "The harbour needs a wall."), ("b", "Six lessons", "The board should meet less.")):
        (tmp_path / f"{name}.md").write_text(f"---\ntitle: {title}\npublisher: The Pier Fund\n---\n\n# {title}\n\n{said} It was said at length by all who came to the pier.\n")
    made = open_product(load_settings(data_dir=tmp_path / "data", library_dir=tmp_path / "none"), quoting=True)
    made.library.index(sorted(tmp_path.glob("*.md")))
    told = made.asking.ask("pier fund tide thingy, 4 lines tops")
    made.close()
    assert {c.passage.source for c in told.citations} == {"a.md"}


def test_what_is_not_there_is_not_summed_up(ask):
    assert ask("summarise the 2026 world cup final in five lines").refused


def test_a_review_is_not_corrected_where_it_asked_for_the_same(ask):
    note = ask("why did Hewitt recommend looking again at running costs?").note
    assert note is None or "not by Hewitt" not in note.text


def test_what_is_not_told_before_the_fold_is_no_rule_quoted(ask):
    answer = ask("what did Hewitt recommend on prevention spending?")
    assert "No guidance or law" in markdown(answer) or "itself guidance or law" in markdown(answer)


def test_what_got_no_answer_is_told_apart_from_what_is_not_known(ask):
    answer = ask("which Hewitt recs got no reply?")
    assert answer.headline.startswith("4 recommendations got no clear answer from government; for 23 more no answer is known")
    assert [": no clear response" in p.text for p in answer.points] == [True] * 4 + [False] * 23


def test_a_documents_headings_are_its_list(ask):
    answer = ask("list Chris Ham's priorities")
    assert len(answer.points) == 9 and answer.points[0].text == "A shared outcomes framework"
    assert all(p.markers for p in answer.points)


def test_a_timeline_runs_by_date(ask):
    answer = ask("timeline of the Health Bill")
    days = [by_end_of(c.passage.said_on) for c in answer.claims]
    assert len(days) >= 3 and days == sorted(days)


def test_a_comparison_has_a_part_for_each_and_says_who_is_missing(ask):
    answer = ask("how do Bevan Brittan and the RCPCH differ on the government response?")
    said = " ".join(c.text for c in answer.claims)
    assert "Bevan Brittan" in said and "Royal College of Paediatrics" in said and answer.state == "answered"
    one = ask("compare what Care England and Bevan Brittan said of the government's response")
    assert one.state == "partly answered" and "Nothing from Care England was among what was found; ask about Care England alone to be sure." in one.remarks
    both = ask("how do the King's Fund and the NHS Confederation differ on fewer national targets?")
    assert not both.remarks, "what is told under another's name is not missing"
    alone = ask("bevan brittan vs cipfa - how did they each take the ministers reply?")
    assert [c.text.split()[0] for c in alone.claims] == ["Bevan", "CIPFA"] and not alone.remarks
    other = ask("how do Bevan Brittan and the Local Government Association differ on the government response?")
    assert any("Local Government Association" in c.text for c in other.claims) and not other.remarks, "asked for alone it is found"


def test_a_comparison_opens_with_the_sentence_that_tells_what_both_say(ask):
    answer = ask("Compare what The King's Fund and NHS Confederation say about integrated care boards' targets and priorities")
    assert "Confederation" in answer.claims[0].text and "King's Fund" in answer.claims[0].text.replace("’", "'")
    answered = ask("compare what hewitt asked for and what the government said on targets")
    assert [c.text.split()[1] for c in answered.claims] == ["Hewitt", "Hewitt", "government", "government"], "an answer to another is its own alone"


def test_a_summary_has_the_lines_asked_for(ask):
    answer = ask("summarise the government response in three lines")
    assert len(answer.claims) == 3 and {c.passage.source for c in answer.claims} == {"08-government-response.md"}


def test_a_missing_part_of_a_question_is_named(ask):
    answer = ask("What is a section 75 and who won the 2026 world cup?")
    assert answer.state == "partly answered" and answer.remarks[0] == "The library does not say: “who won the 2026 world cup?”."
    assert answer.claims[0].text.startswith("Section 75 means section 75 of the National Health Service Act 2006")


def test_a_part_that_leans_on_another_does_not_refuse_the_other(tmp_path):
    """The whole of such a question is near no passage, though one of its parts is answered."""
    (tmp_path / "plan.md").write_text("# Winter plan of Northmoor\n\nNorthmoor ICB agreed on 6 November 2025 to open 55 escalation beds by December.\n\nThe main risk is that 12 nurse posts stay vacant through January 2026.\n")
    product = open_product(load_settings(data_dir=tmp_path / "data"), quoting=True)
    product.library.index_starter()
    product.library.index([tmp_path / "plan.md"])
    answer = product.asking.ask("How many beds are to be opened and who is responsible?")
    neither = product.asking.ask("How many lifeboats were bought and who decides?")
    product.close()
    assert neither.refused, "what a later part finds answers nothing by itself"
    assert answer.state == "partly answered" and "55 escalation beds" in answer.claims[0].text
    assert answer.remarks[0] == "It is not certain that a passage here answers: “who is responsible?”."


def test_advice_is_what_sources_say_and_the_boards_to_decide(ask):
    assert "What to do is the board’s decision; these are what the sources say." in ask("what should our board do about prevention spending?").remarks


@pytest.mark.parametrize(
    ("question", "state", "said"),
    [
        ("hi there", "outside", "Hello. Ask what a review recommended"), ("thanks!", "outside", "You are welcome"), ("what can you do?", "outside", "I answer questions"),
        ("what documents do you have", "outside", "The library holds 9 digests of ours."), ("", "outside", "There is no question here yet"), ("?!", "outside", "There is no question"),
        ("my dad has chest pain and can't breathe", "outside", "If this is an emergency, call 999 now."), ("word " * 400, "outside", "This is a long text"),
        ("what did the review recommend?", "ask back", "Which do you mean: Hewitt review"), ("who won the 2026 world cup?", "not in the library", "The library does not say."),
    ],
)  # fmt: skip
def test_every_question_gets_a_state_and_a_sentence(ask, question, state, said):
    answer = ask(question)
    assert answer.state == state and markdown(answer).startswith(said)
    assert answer.refused == (state == "not in the library")


def test_asking_back_offers_questions_that_are_answered(ask):
    for question in ask("what did the review recommend?").next:
        assert not ask(question).refused


def test_a_pasted_text_is_answered_by_its_question_and_another_language_is_said(ask):
    pasted = ask("The board met and discussed many things at length today. " * 40 + "What did the government say to HARPs?")
    assert pasted.headline.startswith("Extra freedom") and "“What did the government say to HARPs?”" in pasted.remarks[-1]
    assert "does not seem to be in English" in " ".join(ask("¿Cuál fue la respuesta del gobierno británico?").remarks)
    assert not ask("Health Bill clauses").remarks


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Why did the government accept the 1% prevention target?", "Government did not accept it. Share of NHS budgets spent on prevention: government rejected it"),
        ("why did Hewitt recommend a public health seat on every integrated care board?", "That was recommended by the Health and Social Care Committee, not by Hewitt."),
    ],
)
def test_what_is_taken_for_granted_and_wrong_is_corrected_first(ask, question, said):
    answer = ask(question)
    assert answer.headline.startswith(said) and answer.note.markers


def test_53_the_highest_of_a_column_is_named(tmp_path):
    made = open_product(load_settings(data_dir=tmp_path / "data"), quoting=True)
    made.library.index([CASES / "53-answer-highest-in-table/finance-m6.docx"])
    answer = made.asking.ask("Which trust had the highest actual deficit at month six?")
    assert "Eastmoor" in answer.headline and "14.5" in answer.headline and "Eastmoor" in answer.claims[0].text
    assert "Eastmoor" not in made.asking.ask("Which trust had the lowest actual deficit at month six?").headline
    made.close()


@pytest.mark.parametrize("question", ["List all the decisions the board made in 2024", "List the decisions of the board in May"])
def test_52_a_list_is_whole_or_says_that_it_may_not_be(tmp_path, question):
    made = open_product(load_settings(data_dir=tmp_path / "data"), quoting=True)
    made.library.index(sorted((CASES / "52-answer-list-is-one-of-five").glob("minutes-*.txt")))
    answer = made.asking.ask(question)
    said = " ".join(c.text for c in answer.claims)
    assert "There may be more" in markdown(answer)
    assert "approved the closure of the walk-in centre" in said and "did not approve the merger" in said
    if "2024" in question:
        assert "reversed its decision of May" in said and "agreed a prevention budget" in said
    made.close()


# telling each thing once


def statement(text, label=Label.EVENT, on="2024-01-01", key="p"):
    return of_passage(Passage(key, "d", "d.md", Metadata(), text, 0, len(text), voice=Voice(label, None, on)), 1)[0]


def weight(stem):
    return 1.0


def test_what_another_has_said_is_told_behind_the_fold():
    first = statement("The assessments were paused again in March 2025 for six months.")
    again = statement("In March 2025 the assessments were paused again.", key="q")
    more = statement("The assessments were paused in March 2025 for eleven systems.", key="r")
    assert repeated(again, [first], weight) and not repeated(more, [statement("The assessments were paused in May.")], weight)
    shown, folded = folded_at([first, again, more], weight)
    assert [s.passage.id for s in shown] == ["p"] and "q" in {s.passage.id for s in folded}


def test_what_was_asked_and_what_was_answered_are_never_one():
    asked = statement("The share of budgets for prevention should rise.", Label.RECOMMENDED)
    answered = statement("The share of budgets for prevention should not rise.", Label.RESPONSE, key="q")
    assert not repeated(answered, [asked], weight)


def test_words_before_the_fold_are_bounded():
    many = [statement(f"Item {n} of the list has {n} words of its own and some more besides.", key=str(n)) for n in range(12)]
    shown, _ = folded_at(many, weight, words=40, most=4)
    assert 1 <= len(shown) <= 4 and sum(len(s.text.split()) for s in shown) <= 40


def test_what_is_only_counted_is_not_told_as_a_list(ask):
    answer = ask("names of the 8 trusts up for advanced foundation trust")
    assert answer.headline == "The passages found count them and do not list them."
    assert answer.state == "partly answered" and "eight trusts" in answer.citations[answer.note.markers[0] - 1].quote


@pytest.mark.parametrize("question", ["chris ham's 9 things. list em", "kindly set out, one line apiece, the nine things Sir Chris Ham hoped for"])
def test_what_is_counted_and_stands_under_so_many_headings_is_listed(ask, question):
    assert len(ask(question).points) == 9


def test_the_stretch_of_time_that_is_named_bounds_what_is_told(ask):
    answer = ask("CQC looking at whole systems, every twist from april 2024 to march 2025 please")
    days = [c.passage.said_on for c in answer.claims]
    assert len(days) > 1 and days == sorted(days) and all("2024-04" <= d <= "2025-03-31" for d in days)


def test_that_accounts_differ_is_told_whole_and_first(ask):
    answer = ask("prevention 1% - is that a year or over five? finance and public health are having a row")
    told = [c.text for c in answer.claims if c.passage.voice.label == Label.DISAGREE]
    assert answer.claims[0].passage.voice.label == Label.DISAGREE and any("1% a year" in t for t in told)


def test_a_verdict_in_idiom_makes_its_list(ask):
    answer = ask("her asks that got a straight thumbs-up from ministers, one by one")
    assert "recorded as accepted" in answer.headline and answer.points


def test_courtesy_does_not_hide_what_is_asked(ask):
    wrapped = "I am drafting the opening line of a paper for our chair, who likes to know the scale of a thing before its contents. Could you kindly tell me when the Care Quality Commission paused its assessments of systems?"  # fmt: skip
    assert ask(wrapped).headline == ask("when the Care Quality Commission paused its assessments of systems?").headline


@pytest.mark.parametrize(
    ("said", "question", "state"),
    [
        ("The Larchmoor strategy of 3 March 2026 rests on four priorities: safer maternity care, shorter waits, better pay and a new hospital.", "list the priorities of the Larchmoor strategy", "answered"),
        ("Three suppliers have been chosen for the Harrowfen shared records contract, in a tender that closed on 2 May 2026.", "name suppliers for the Harrowfen shared records contract", "partly answered"),
        ("Of the Ashdown estates projects the new wing was completed in March 2025 and the car park is delayed.", "which of our Ashdown estates projects have been delivered, list them", None),
    ],
)  # fmt: skip
def test_a_readers_own_list_is_neither_denied_nor_made_of_headings_or_of_the_ledger(tmp_path, said, question, state):
    own = tmp_path / "plan.md"
    own.write_text(f"# Board plan\n\n## Background\n\nThe board met on 3 March 2026 in Fenmarsh.\n\n## Plan\n\n{said}\n\n## Risks\n\nThe board saw no risk to note.\n", "utf-8")
    made = open_product(load_settings(data_dir=tmp_path / "data"), quoting=True)
    made.library.index([own, *(p for p in sorted(LIBRARY.glob("*.md")) if p.name.startswith(("03b", "08")))])
    answer = made.asking.ask(question)
    made.close()
    assert answer.claims[0].text == said and not answer.points
    assert state is None or answer.state == state


def test_a_group_of_whom_something_is_said_is_no_person_that_is_asked_for():
    assert analyse("Did the forum of chairs who were meant to meet each spring ever meet?").wanted == "yes or no"
    assert analyse("Who were the chairs?").wanted == analyse("Among the ten systems who were first to merge?").wanted == "person"
    assert analyse("Of what value is a scheme that needs the Treasury?").wanted == "money" != analyse("What value do boards add for patients?").wanted


def test_words_such_as_now_ask_for_no_fate(ask):
    answer = ask("above what value does the Treasury now approve a capital scheme?")
    assert not answer.headline.startswith("Review of the NHS capital regime:")


@pytest.fixture(scope="module")
def unknown(tmp_path_factory):
    made = open_product(load_settings(data_dir=tmp_path_factory.mktemp("unknown")), quoting=True)
    made.library.index([p for p in sorted(LIBRARY.glob("*.md")) if p.name.startswith(("04", "11", "18"))])
    yield lambda question: made.asking.ask(question)
    made.close()


def test_what_the_library_lacks_is_said_first_where_that_is_asked(unknown):
    assert "is not known" in unknown("For how many of the Hewitt topics are you unable to say what government answered?").headline
    answer = unknown("After which date has your material nothing to say?")
    assert "after" in answer.headline and "2 July 2026" in answer.headline and answer.state == "answered", "no doubt before it"


def test_a_trace_that_was_not_found_opens_where_the_ledger_knows_no_more(unknown):
    answer = unknown("Did the national group of GP leaders that was to design the contract ever meet?")
    assert answer.headline.startswith("No trace was found")


def test_how_many_were_accepted_is_counted_in_other_words_too(ask):
    assert "recorded as accepted" in ask("how many recs did ministers say yes to outright").headline


def test_a_verdict_in_the_negative_is_read_and_not_only_is_none():
    read = _NOT_ACCEPTED.sub(" rejected ", "Why didn't ministers fully accept it?")
    assert " rejected " in read
    for plain in ("Why did the government not only accept but fund peer review?", "Why hasn't the accepted recommendation been delivered?"):
        assert _NOT_ACCEPTED.sub(" rejected ", plain) == plain


def test_a_premise_in_the_negative_is_no_premise_of_the_opposite(ask):
    answer = ask("Why would ministers not agree to a bigger share of the budget for prevention?")
    assert "did not accept it" not in answer.headline and "No passage found" not in answer.headline
