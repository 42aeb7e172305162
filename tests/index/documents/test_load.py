"""Loading: structure, metadata and cleaning of every format; the five real documents; bad files by name."""

import pytest
from make_files import (
    FINDINGS,
    board_docx,
    bomb_docx,
    empty_pdf,
    encrypted_pdf,
    picture_pdf,
    report_pdf,
    two_columns_pdf,
)

from index.documents.formats.plain import without_links
from index.documents.load import load
from index.errors import LoadError
from index.text.dates import checked_iso, find_date, spoken


def document(path, voices=False):
    loaded = load(path, path.name, voices=voices)
    for block in loaded.blocks:
        assert loaded.text[block.start : block.end].strip() == loaded.text[block.start : block.end]
    return loaded


def roles(loaded, role):
    return [loaded.text[b.start : b.end] for b in loaded.blocks if b.role == role]


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


# the five real documents

EXPECTED = {
    "kings-fund-six-key-takeaways.txt": (
        "Standing back from The Hewitt Review: six key take-aways", "The King's Fund", ("Anna Charles",), "2023-04-14", "commentary",
    ),
    "kings-fund-turning-the-tide.txt": (
        "Is Hewitt turning the tide of performance management or swimming against it?", None, (), None, "commentary",
    ),
    "news-hewitt-one-year-on.txt": (None, None, (), None, "progress"),
    "nhs-confederation-accountability-and-autonomy.txt": (
        "Accountability and autonomy in the NHS in England: priorities for the Hewitt review", None, ("Chris Ham",), "2023-01-05", "review",
    ),
    "nuffield-trust-look-out-not-up.txt": (
        "Will it ever be possible to look out, not up? Learning from past reviews of local and national NHS relationships",
        None, ("Helen Buckingham",), "2022-11-28", "commentary",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_who_and_when_of_the_real_documents(corpus, name):
    m = document(corpus / name).metadata
    assert (m.title, m.publisher, m.authors, m.published, m.kind) == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_real_documents_lose_navigation_links_and_addresses(corpus, name):
    text = document(corpus / name).text
    for gone in ("http", "](", "Skip to content", "minute read", "Find out more", "/publications/", "[", "mkt_tok"):
        assert gone not in text.replace("[The report]", ""), gone


def test_related_links_are_not_claims_and_are_kept_with_their_reason(corpus):
    loaded = document(corpus / "kings-fund-six-key-takeaways.txt")
    assert "Chris Naylor" not in loaded.text and "Timmins" not in loaded.text
    assert any(d.reason == "related links" and "Chris Naylor" in d.text for d in loaded.dropped)


def test_sentence_cut_by_a_broken_link_comes_together(corpus):
    text = document(corpus / "kings-fund-six-key-takeaways.txt").text
    assert "long-argued for population-health) with formal arrangements" in text


def test_pull_quotes_are_one_passage_with_the_body(corpus):
    for name, words in [
        ("kings-fund-turning-the-tide.txt", "Hierarchical behaviours exist for a reason"),
        ("nhs-confederation-accountability-and-autonomy.txt", "PCNs have a key role in working with general practices"),
        ("nhs-confederation-accountability-and-autonomy.txt", "The core purposes of ICSs demand partnership"),
    ]:
        assert document(corpus / name).text.count(words) == 1


def test_quotations_keep_who_is_quoted(corpus):
    text = document(corpus / "nhs-confederation-accountability-and-autonomy.txt").text
    assert "” — Patricia Hewitt, Secretary of State for Health, 2006" in text


def test_the_nine_priorities_are_nine_items(corpus):
    loaded = document(corpus / "nhs-confederation-accountability-and-autonomy.txt")
    nine = [b for b in loaded.blocks if b.role == "item" and b.section == ("Where next?",)]
    assert len(nine) == 9


# formats


def test_markdown_structure_and_front_matter(tmp_path):
    loaded = document(
        write(
            tmp_path,
            "a.md",
            "---\ntitle: A title of some length\npublisher: P\npublished: 2024-03\nkind: guidance\nauthors: [A B]\nurl: https://x.org/a\n---\n"
            "# Top\n\nIntro **bold** and [words](https://x.org).\n\n## Part\n\n- one\n- two\n\n| Name | Value |\n|---|---|\n| a | 1 |\n| b | 2 |\n",
        )
    )
    m = loaded.metadata
    assert (m.title, m.publisher, m.published, m.kind, m.authors, m.url) == (
        "A title of some length", "P", "2024-03", "guidance", ("A B",), "https://x.org/a",
    )  # fmt: skip
    assert roles(loaded, "paragraph") == ["Intro bold and words."]
    assert roles(loaded, "item") == ["one", "two"]
    assert roles(loaded, "row") == ["a: Value 1", "b: Value 2"]
    assert [b.section for b in loaded.blocks if b.role == "row"] == [("Part",)] * 2


def test_a_statement_has_its_own_voice_date_and_sources(tmp_path):
    loaded = document(
        write(
            tmp_path,
            "d.md",
            '## Topic\n\n**Response, 14 June 2023.** The government agreed to look. It gave no date.\nSources: "T", Pub, 15 June 2023; "U", Q, undated.\n\n'
            "**Not known.** What came next is not known.\nSources: none found.\n",
        ),
        voices=True,
    )
    first, second = (b for b in loaded.blocks if b.role == "paragraph")
    assert (first.voice.kind, first.voice.said_on, first.voice.named) == ("response", "2023-06-14", "Response, 14 June 2023")
    assert first.voice.drawn_from == '"T", Pub, 15 June 2023; "U", Q, undated.'
    assert loaded.text[first.start : first.end] == "The government agreed to look. It gave no date."
    assert second.voice.kind is None


def test_html_gives_main_content_and_metadata(tmp_path):
    paragraphs = "".join(f"<p>Paragraph {n}: the review recommended fewer national targets, and said why at length.</p>" for n in range(6))
    loaded = document(
        write(
            tmp_path,
            "p.html",
            '<!doctype html><html><head><title>What the review said | Example Body</title><meta property="og:site_name" content="Example Body">'
            '<meta name="author" content="Sam Writer"><meta property="article:published_time" content="2024-05-02"></head><body>'
            f"<nav><a href='/'>Home</a><a href='/n'>News</a></nav><article><h1>What the review said</h1>{paragraphs}"
            "<script>alert('x')</script></article><footer>Cookie policy</footer></body></html>",
        )
    )
    assert "fewer national targets" in loaded.text and "Cookie policy" not in loaded.text and "alert" not in loaded.text
    assert (loaded.metadata.publisher, loaded.metadata.authors, loaded.metadata.published) == (
        "Example Body",
        ("Sam Writer",),
        "2024-05-02",
    )


def test_pdf_pages_headings_furniture_and_hyphens(tmp_path):
    loaded = document(report_pdf(tmp_path / "r.pdf"))
    assert "annual report" not in loaded.text and "Page 2 of" not in loaded.text
    assert sum(d.reason == "page header or footer" for d in loaded.dropped) == 2 * 4
    assert "better accountability across the whole system" in loaded.text
    assert [(loaded.text[b.start : b.end], b.page) for b in loaded.blocks if b.role == "heading"] == [
        (f"Section {n} heading", n) for n in (1, 2, 3, 4)
    ]
    assert f"Finding number 3. {FINDINGS[2]}" in loaded.text
    assert loaded.metadata.title == "Section 1 heading"  # what the file calls its title stands on no page


def test_pdf_columns_are_read_one_after_the_other(tmp_path):
    text = document(two_columns_pdf(tmp_path / "c.pdf")).text
    assert text.index("left line 7") < text.index("right line 0")


def test_word_headings_lists_and_tables(tmp_path):
    loaded = document(board_docx(tmp_path / "b.docx"))
    assert roles(loaded, "heading") == ["Board paper on local priorities", "What was agreed", "Progress"]
    assert roles(loaded, "item") == ["Publish the baseline by April.", "Report to the partnership each quarter."]
    assert roles(loaded, "row") == ["Prevention share: Target 6%, Result 5.1%", "Local targets: Target 10, Result 12"]
    assert (loaded.metadata.title, loaded.metadata.authors, loaded.metadata.published) == (
        "Board paper on local priorities",
        ("Jane Example",),
        None,
    )


def test_hard_wrapped_text_is_joined_and_hyphens_mended(tmp_path):
    loaded = document(
        write(
            tmp_path, "w.txt", "The review asked for fewer tar-\ngets and for more local\nfreedom.\n\nA second paragraph\nfollows here.\n"
        )
    )
    assert roles(loaded, "paragraph") == [
        "The review asked for fewer targets and for more local freedom.",
        "A second paragraph follows here.",
    ]


def test_content_decides_not_the_name(tmp_path):
    pdf = report_pdf(tmp_path / "x.pdf").rename(tmp_path / "x.txt")
    assert document(pdf).blocks[0].page == 1


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_other_encodings(tmp_path, encoding):
    path = tmp_path / "e.txt"
    path.write_bytes(
        ("The King’s Fund said that £5 million – no more – would do for the whole of the programme this year.\n" * 4).encode(encoding)
    )
    assert "King’s Fund said that £5 million – no more" in document(path).text


def test_sidecar_wins_and_its_absence_leaves_null(tmp_path):
    path = write(tmp_path, "n.txt", "Some text that says nothing about itself, in a sentence that is quite long enough to be a body.\n")
    assert document(path).metadata.publisher is None
    (tmp_path / "n.yaml").write_text("publisher: Body\ndate: 2021-02-03\nkind: review\n")
    m = document(path).metadata
    assert (m.publisher, m.published, m.kind) == ("Body", "2021-02-03", "review")


@pytest.mark.parametrize(
    ("text", "words"),
    [("kind: opinion", "kind 'opinion'"), ("published: soon", "date 'soon'"), ("colour: red", "'colour'"), ("a: [", "not valid YAML")],
)
def test_bad_sidecars_are_named(tmp_path, text, words):
    path = write(tmp_path, "n.txt", "Text enough to read.")
    (tmp_path / "n.yaml").write_text(text)
    with pytest.raises(LoadError, match=r"n\.yaml") as error:
        load(path, "n.txt")
    assert words in str(error.value)


# bad files


def _truncated(path):
    data = report_pdf(path).read_bytes()
    path.write_bytes(data[: len(data) // 3])
    return path


BAD = {
    "encrypted.pdf": (encrypted_pdf, "encrypted"),
    "truncated.pdf": (_truncated, "damaged or cut short"),
    "nopages.pdf": (empty_pdf, "no pages|damaged"),
    "scan.pdf": (picture_pdf, "OCR"),
    "text.docx": (lambda p: p.write_text("not Word at all") and p, "name says Word"),
    "zip.docx": (lambda p: p.write_bytes(b"PK\x03\x04 word/ rubbish") and p, "damaged or cut short"),
    "bomb.docx": (bomb_docx, "would unpack to 500 MB"),
    "zero.txt": (lambda p: p.write_bytes(b"") or p, "empty"),
    "spaces.txt": (lambda p: p.write_bytes(b" \n\n ") and p, "empty"),
    "binary.txt": (lambda p: p.write_bytes(bytes(range(256)) * 20) and p, "not a document"),
    "old.doc.txt": (lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600) and p, "old Office file, which cannot be read"),
    "empty.html": (lambda p: p.write_text("<!doctype html><html><body></body></html>") and p, "no readable text"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_get_one_clear_sentence(tmp_path, name):
    make, words = BAD[name]
    with pytest.raises(LoadError, match=words) as error:
        load(make(tmp_path / name), name)
    assert str(error.value).startswith(name) and "\n" not in str(error.value)


def test_too_large_a_file_is_refused_unread(tmp_path):
    path = tmp_path / "big.txt"
    with path.open("wb") as out:
        out.truncate(200 * 2**20)
    with pytest.raises(LoadError, match="200 MB is over the limit of 64 MB"):
        load(path, "big.txt")


# small parts


@pytest.mark.parametrize(
    ("text", "iso"),
    [("14 April 2023", "2023-04-14"), ("Published: 28/11/2022", "2022-11-28"), ("April 3, 2024", "2024-04-03"), ("June 2023", "2023-06"),
     ("31 February 2023", None), ("no date", None), ("2024-05-02", "2024-05-02"), ("1st May 2020", "2020-05-01")],
)  # fmt: skip
def test_dates_are_read(text, iso):
    assert find_date(text) == iso


def test_dates_are_spoken_and_checked():
    assert [spoken(d) for d in ("2023-04-14", "2023-04", "2023", None)] == ["14 April 2023", "April 2023", "2023", None]
    assert [checked_iso(d) for d in ("2023-13-01", "2023-13", "2023-12", 2023)] == [None, None, "2023-12", "2023"]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("the [review](https://x.org/a_(b)) said", "the review said"),
        (r"the [Review \(https://x.org/y\)](https://x.org/y) into", "the Review into"),
        ("at [place](/p/q) (</p/q>), and", "at place, and"),
        ("views ([/publications/first](#)) about", "views about"),
        ("[there is focus](https://x.org) (<https://x.org>) on", "there is focus on"),
        ("a (plain) bracket [kept]", "a (plain) bracket [kept]"),
    ],
)
def test_broken_links_leave_their_words(raw, words):
    assert without_links(raw) == words


@pytest.mark.parametrize(
    "name", ["Anna Charles", "Zoë Ó Súilleabháin", "Ursula von der Leyen", "José María de la Cruz", "Siân O’Neill-Jones", "Łukasz Żółć", "Rhys ap Owen", "Mary J. Smith"]
)
def test_a_name_may_have_marks_and_particles(tmp_path, name):
    loaded = document(write(tmp_path, "n.txt", f"A plan for the coming winter\n\nBy {name}\n\n4 April 2023\n\n{'The board agreed the plan for the winter. ' * 20}"))
    assert (loaded.metadata.authors, loaded.metadata.published) == ((name,), "2023-04-04")


@pytest.mark.parametrize(
    ("line", "published"),
    [("Published: 4 April 2023", "2023-04-04"), ("Publication date 04/04/2023", "2023-04-04"), ("4 April 2023 | 5 min read", "2023-04-04"),
     ("Tuesday 4 April 2023", "2023-04-04"), ("Next meeting: 4 April 2033", None), ("Position at 31 March 2030", None),
     ("Deadline for replies 4 April 2023", None), ("Last changed in 2019", None), ("Minutes of 4 April 2023", None)],
)  # fmt: skip
def test_a_date_line_says_when_it_was_published_and_nothing_else(tmp_path, line, published):
    loaded = document(write(tmp_path, "n.txt", f"A plan for the coming winter\n\n{line}\n\n{'The board agreed the plan for the winter. ' * 20}"))
    assert loaded.metadata.published == published and (published or line in loaded.text)


@pytest.mark.parametrize(
    ("said", "published"),
    [('<meta property="article:published_time" content="2024-05-02T10:00:00Z">', "2024-05-02"), ('<meta name="DC.date.issued" content="2024-05-02">', "2024-05-02"),
     ('<script type="application/ld+json">{"@type": "Article", "datePublished": "2024-05-02"}</script>', "2024-05-02"),
     ('<meta name="description" content="As at 31 March 2030">', None), ('<meta name="govuk:first-published-at" content="2024-05-02T09:30:00+01:00">', "2024-05-02")],
)  # fmt: skip
def test_a_page_has_the_date_that_it_declares(tmp_path, said, published):
    body = "".join(f"<p>Paragraph {n}, last changed in 2019: the plan runs to 12 May 2031 and was said to do so at length.</p>" for n in range(5))
    page = f"<!doctype html><html><head><title>A plan of some length</title>{said}</head><body><main><h1>A plan</h1>{body}</main></body></html>"
    assert document(write(tmp_path, "p.html", page)).metadata.published == published


def test_nobody_but_the_library_that_ships_speaks_in_voices(tmp_path):
    path = write(tmp_path, "d.md", '**Response, 14 June 2023.** The government agreed.\nSources: "T", Pub, 15 June 2023.\n')
    claimed = document(path)
    assert all(b.voice is None for b in claimed.blocks) and "Response, 14 June 2023." in claimed.text
    assert any(b.voice for b in document(path, voices=True).blocks)
