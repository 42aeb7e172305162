"""Changed answers by mail, to a real SMTP server, and as a feed: each once, none lost; on both databases."""

import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from conftest import ROOT
from lxml import etree
from smtp_server import SmtpServer, certificate
from sqlalchemy import update
from typer.testing import CliRunner

from assistant.answer.changed import Told
from assistant.conversations.standing import Change
from assistant.conversations.tables import telling, visits
from assistant.errors import AssistantError, SettingsError
from assistant.people.acting import LOCAL, Person
from assistant.services import telling as module
from assistant.services.atom import atom
from assistant.services.mailing import address, letter, post_of
from assistant.services.telling import Mailed
from assistant.settings import load_settings
from evals.opened import open_product
from index.embed import ToyEmbedder

PIER = "# The pier report\n\nThe harbour board of Quaymouth will paint the pier {} by July 2026.\n"
QUESTION = "What colour will the harbour board of Quaymouth paint the pier?"
ALIKE = "What colour will the harbour board paint the pier of Quaymouth by July 2026?"
FROM = "ICS Assistant <assistant@icb.example>"
PUBLIC = "https://assistant.icb.example"
SIGNED = {"sign_in": "proxy", "public_url": PUBLIC, "proxy_secret": "a secret of sixteen letters"}
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def server():
    made = SmtpServer().start()
    yield made
    made.stop()


@pytest.fixture
def opened(tmp_path, database_url):
    """`opened(**settings)`: the product over a library that says that the pier will be green."""
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "recommendations.yaml").write_text("reviews: []\n")
    (tmp_path / "none" / "sources.yaml").write_text("[]\n")
    products = []

    def made(**settings):
        product = open_product(load_settings(data_dir=tmp_path / "data", embedding_model="toy", library_dir=tmp_path / "none", database_url=database_url, **settings), ToyEmbedder(), quoting=True)
        products.append(product)
        if not product.library.documents():
            comes(product, "pier.md", PIER.format("green"))
        return product

    yield made
    for product in products:
        product.close()


@pytest.fixture
def mailing(opened, server):
    return opened(mail_server=server.address, mail_from=FROM, mail_security="none", public_url="http://127.0.0.1:7860")


def comes(product, name, text):
    path = product.settings.data_dir.parent / name
    path.write_text(text)
    product.library.index([path])


def changes(product, name="new.md", colour="red", gone="pier.md"):
    """The pier's colour is another now."""
    product.library.remove([gone])
    comes(product, name, PIER.format(colour))
    assert product.standing.ask_again().changed


def later(product, **columns):
    """Makes it earlier that something of the choices was."""
    at = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="microseconds")
    with product.keeping._engine.begin() as db:
        db.execute(update(telling).values(**{name: at for name in columns}))


def test_what_changed_is_mailed_once_to_who_chose_so_in_text_and_html(mailing, server):
    for name in ("local", "bob"):
        mailing.standing.stand(name, QUESTION)
    assert mailing.telling.turn_on(LOCAL, " ann@icb.example ") == "ann@icb.example"
    assert mailing.telling.send() == Mailed() and server.post.mails == [], "no change, no mail"
    changes(mailing)
    assert mailing.telling.send() == Mailed(1)
    [mail] = server.post.mails
    assert server.post.to == [["ann@icb.example"]] and mail["From"] == FROM and mail["To"] == "ann@icb.example"
    assert mail["Subject"] == "ICS Assistant: an answer changed" and mail["Auto-Submitted"] == "auto-generated" and mail["Date"]
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    [change] = mailing.standing.changes("local")
    link = f"http://127.0.0.1:7860/#/home/{change.id}"
    for part in (text, html):
        assert QUESTION in part and "green" in part and "red" in part and link in part
    assert "<script" not in html and 'lang="en-GB"' in html
    assert mailing.telling.send() == Mailed() and mailing.telling.send(at_once=True) == Mailed() and len(server.post.mails) == 1
    told = [(e.who, e.did, e.what) for e in mailing.keeping.record.entries()]
    assert told == [("the program", "mailed changed answers", {"to": "local", "changes": 1})]


def test_a_round_is_one_mail(mailing, server):
    for question in (QUESTION, ALIKE):
        mailing.standing.stand("local", question)
    mailing.telling.turn_on(LOCAL, "ann@icb.example")
    changes(mailing)
    assert len(mailing.standing.changes("local")) == 2 and mailing.telling.send() == Mailed(1)
    [mail] = server.post.mails
    assert mail["Subject"] == "ICS Assistant: 2 answers changed"
    text = mail.get_body(("plain",)).get_content()
    assert QUESTION in text and ALIKE in text


def test_what_changed_before_it_was_turned_on_or_after_it_was_turned_off_is_not_mailed(mailing, server):
    mailing.standing.stand("local", QUESTION)
    changes(mailing)
    mailing.telling.turn_on(LOCAL, "ann@icb.example")
    assert mailing.telling.send() == Mailed()
    mailing.telling.turn_off("local")
    changes(mailing, "blue.md", "blue", "new.md")
    assert mailing.telling.send() == Mailed() and server.post.mails == [] and mailing.telling.chosen("local").mail == ""
    mailing.telling.turn_on(LOCAL, "ann@icb.example")
    assert mailing.telling.send() == Mailed() and server.post.mails == []


def test_a_mail_that_could_not_be_sent_is_told_logged_without_names_and_sent_later(mailing, server, caplog, monkeypatch):
    monkeypatch.setattr("index.log.LOG.propagate", True)
    mailing.standing.stand("local", QUESTION)
    mailing.telling.turn_on(LOCAL, "ann@icb.example")
    changes(mailing)
    server.post.refuses = "550 ann@icb.example is not known here"
    assert mailing.telling.send() == Mailed(0, 1, "SMTPRecipientsRefused 550")
    since = mailing.telling.chosen("local").failing
    assert since and "SMTPRecipientsRefused 550" in caplog.text and "ann" not in caplog.text and "pier" not in caplog.text
    assert mailing.telling.send() == Mailed(), "it is not tried again at once by itself"
    assert mailing.telling.send(at_once=True).failed == 1 and mailing.telling.chosen("local").failing == since
    server.post.refuses = ""
    changes(mailing, "blue.md", "blue", "new.md")
    later(mailing, failed=True)
    assert mailing.telling.send() == Mailed(1) and mailing.telling.chosen("local").failing == ""
    [mail] = server.post.mails
    text = mail.get_body(("plain",)).get_content()
    assert "red" in text and "blue" in text and mail["Subject"] == "ICS Assistant: 2 answers changed", "nothing is lost"


def test_a_server_that_is_away_costs_nothing_and_what_is_owed_no_more_is_no_trouble(mailing, server):
    mailing.standing.stand("local", QUESTION)
    mailing.telling.turn_on(LOCAL, "ann@icb.example")
    changes(mailing)
    server.stop()
    assert mailing.telling.send() == Mailed(0, 1, "ConnectionRefusedError") and mailing.telling.chosen("local").failing
    [question] = mailing.standing.standing("local")
    mailing.standing.remove("local", question.id)
    assert mailing.telling.send(at_once=True) == Mailed() and mailing.telling.chosen("local").failing == ""


def test_words_that_cannot_be_mailed_keep_nobody_else_from_their_mail(mailing, server, monkeypatch):
    for name in ("ann", "bob"):
        mailing.standing.stand(name, QUESTION)
        mailing.telling.turn_on(Person(name, name, frozenset()), f"{name}@icb.example")
    changes(mailing)
    made = module.letter

    def letter_of(post, to, owed, home):
        return made(post, to, owed, home) if to.startswith("bob") else "\ud800".encode()

    monkeypatch.setattr(module, "letter", letter_of)
    assert mailing.telling.send() == Mailed(1, 1, "UnicodeEncodeError") and server.post.to == [["bob@icb.example"]]


def test_two_processes_that_send_at_once_send_one_mail(mailing, opened, server):
    other = opened(mail_server=server.address, mail_from=FROM, mail_security="none")
    mailing.standing.stand("local", QUESTION)
    mailing.telling.turn_on(LOCAL, "ann@icb.example")
    changes(mailing)
    together = threading.Barrier(2)

    def sends(product):
        together.wait()
        product.telling.send()

    threads = [threading.Thread(target=sends, args=(p,)) for p in (mailing, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.post.mails) == 1 and mailing.telling.send() == Mailed()


def test_a_sending_that_was_left_behind_is_taken_up_under_the_same_name(mailing, server, monkeypatch):
    mailing.standing.stand("local", QUESTION)
    mailing.telling.turn_on(LOCAL, "ann@icb.example")
    changes(mailing)

    def ends(*_):
        raise KeyboardInterrupt

    kept = mailing.keeping.telling
    monkeypatch.setattr(kept, "sent", ends)  # the process ends after the server took the mail
    with pytest.raises(KeyboardInterrupt):
        mailing.telling.send()
    monkeypatch.undo()
    assert mailing.telling.send() == Mailed(), "it may still be under way"
    later(mailing, sending=True)
    assert mailing.telling.send() == Mailed(1)
    assert len({mail["Message-ID"] for mail in server.post.mails}) == 1 and len(server.post.mails) == 2


def test_who_turns_it_off_while_it_is_sent_has_no_address_kept(mailing):
    mailing.telling.turn_on(LOCAL, "ann@icb.example")
    kept = mailing.keeping.telling
    mark, chosen = kept.begin("local", False)
    assert kept.begin("local", True) is None
    mailing.telling.turn_off("local")
    kept.not_sent(chosen, mark)
    assert kept.mailing() == [] and kept.of("local").failing == ""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_protected_connection_is_trusted_through_the_setting_and_else_nothing_is_sent(opened, tmp_path, security):
    file = certificate(tmp_path)
    server = SmtpServer(file, at_once=security == "tls", secret=("ics", "a password")).start()
    try:
        settings = {"mail_server": server.address, "mail_from": FROM, "mail_security": security, "mail_user": "ics"}
        product = opened(**settings, mail_password="a password", mail_ca=file)
        product.standing.stand("local", QUESTION)
        product.telling.turn_on(LOCAL, "ann@icb.example")
        changes(product)
        assert opened(**settings, mail_password="a password").telling.send() == Mailed(0, 1, "SSLCertVerificationError")
        assert opened(**settings, mail_password="another", mail_ca=file).telling.send(True) == Mailed(0, 1, "SMTPAuthenticationError 535")
        assert server.post.mails == [] and product.telling.send(True) == Mailed(1)
        assert server.post.protected == [True] and "http" not in server.post.mails[0].get_body(("plain",)).get_content(), "no link where no address is known"
    finally:
        server.stop()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_server_that_offers_no_protection_is_sent_nothing(opened, server):
    product = opened(mail_server=server.address, mail_from=FROM)
    product.standing.stand("local", QUESTION)
    product.telling.turn_on(LOCAL, "ann@icb.example")
    changes(product)
    assert product.telling.send() == Mailed(0, 1, "SMTPNotSupportedError") and server.post.mails == []


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"mail_server": "mail.icb.example:25"}, "needs ICS_MAIL_FROM"),
        ({"mail_server": "mail.icb.example:25", "mail_from": "nobody"}, "ICS_MAIL_FROM: 'nobody' is no address"),
        ({"mail_server": "mail.icb.example:25", "mail_from": FROM, "mail_security": "none"}, "for a server on this machine"),
        ({"mail_server": "mail.icb.example:25", "mail_from": FROM, "mail_user": "ics"}, "go together"),
        ({"mail_server": "mail.icb.example:25", "mail_from": FROM, "mail_user": "ics", "mail_password": "secret", "mail_security": "none-anywhere"}, "not sent readably"),
        ({"mail_server": "mail.icb.example:99999", "mail_from": FROM}, "its port is none"),
        ({"mail_server": "[:::]:25", "mail_from": FROM}, "in brackets in '\\[:::\\]:25' is no address of a machine"),
        ({"mail_server": "[1]:25", "mail_from": FROM}, "is no address of a machine"),
        ({"mail_server": "mail.icb.example:25", "mail_from": "a@["}, "ICS_MAIL_FROM: 'a@\\[' is no address"),
        ({"mail_server": "mail.icb.example:25", "mail_from": FROM, "mail_ca": "/nowhere.pem"}, "cannot be read as certificates"),
    ],
)
def test_settings_of_mail_that_do_not_go_together_are_refused(settings, told):
    with pytest.raises(SettingsError, match=told) as error:
        post_of(load_settings(**settings))
    assert "secret" not in str(error.value)


def test_settings_of_mail_come_from_the_environment_and_its_password_is_not_shown(monkeypatch):
    monkeypatch.setenv("ICS_MAIL_SECURITY", "none")
    monkeypatch.setenv("ICS_MAIL_PASSWORD", "a password")
    made = load_settings()
    assert made.mail_security == "none" and "a password" not in repr(made) and post_of(made) is None
    assert post_of(load_settings(mail_server="[::1]:2525", mail_from=FROM, mail_user="ics")).host == "::1"
    for wrong in ("mail.icb.example", "smtp://mail.icb.example:25", "a b:25"):
        with pytest.raises(SettingsError, match="ICS_MAIL_SERVER"):
            load_settings(mail_server=wrong)


@pytest.mark.parametrize("typed", ["", "ann", "ann@", "a@[", "@icb.example", "ann@icb.example, bob@icb.example", "Ann <ann@icb.example>", "ann@icb.example\nBcc: eve@icb.example", "änn@icb.example", "a" * 250 + "@icb.example"])
def test_what_is_no_address_is_refused_in_a_sentence(typed):
    with pytest.raises(AssistantError, match="is no address of mail"):
        address(typed)


def test_where_people_sign_in_only_the_address_that_the_sign_in_gives_is_mailed(opened, server):
    product = opened(mail_server=server.address, mail_from=FROM, mail_security="none", **SIGNED)
    ann = Person("oidc:1", "Ann", frozenset({"reader"}), "ann@icb.example")
    assert product.telling.turn_on(ann, "eve@icb.example") == "ann@icb.example" == product.telling.chosen("oidc:1").mail
    with pytest.raises(AssistantError, match="gives no address"):
        product.telling.turn_on(Person("oidc:2", "Bob", frozenset({"reader"})), "bob@icb.example")


def test_where_people_sign_in_who_was_not_seen_of_late_and_the_user_of_before_are_mailed_nothing(opened, server):
    product = opened(mail_server=server.address, mail_from=FROM, mail_security="none", **SIGNED)
    for name in ("local", "oidc:1", "oidc:2", "oidc:3"):
        product.standing.stand(name, QUESTION)
        product.keeping.telling.turn_on(name, f"{name[-1]}@icb.example")
    for name in ("local", "oidc:1", "oidc:2"):
        product.keeping.visits.come(name, [], {})
    with product.keeping._engine.begin() as db:
        at = (datetime.now(UTC) - timedelta(days=91)).isoformat(timespec="microseconds")
        db.execute(update(visits).where(visits.c.owner == "oidc:2").values(last={"at": at, "documents": [], "rows": {}}))
    changes(product)
    assert product.telling.send() == Mailed(1) and server.post.to == [["1@icb.example"]]
    product.keeping.visits.come("oidc:2", [], {})
    assert product.telling.send() == Mailed(1) and server.post.to[1:] == [["2@icb.example"]], "nothing is lost"


def test_a_database_that_fails_after_a_mail_was_taken_is_asked_again_and_keeps_nobody_else_waiting(mailing, server, monkeypatch):
    for name in ("ann", "bob"):
        mailing.standing.stand(name, QUESTION)
        mailing.telling.turn_on(Person(name, name, frozenset()), f"{name}@icb.example")
    changes(mailing)
    kept, fails = mailing.keeping.telling, {"ann": 3, "bob": 2}
    sent = kept.sent

    def put_down(chosen, mark, ids):
        if fails[chosen.owner]:
            fails[chosen.owner] -= 1
            raise AssistantError("The database cannot be used now.")
        sent(chosen, mark, ids)

    monkeypatch.setattr(kept, "sent", put_down)
    monkeypatch.setattr(module, "_PAUSE", 0)
    assert mailing.telling.send() == Mailed(1, 1, "The database cannot be used now.")
    assert server.post.to == [["ann@icb.example"], ["bob@icb.example"]] and not any(fails.values())
    later(mailing, sending=True)
    assert mailing.telling.send() == Mailed(1) and server.post.to[2:] == [["ann@icb.example"]]


def test_a_mail_on_its_way_is_waited_for_when_the_program_ends():
    body = (
        "import os, signal, threading, time\n"
        "from assistant.web import serve\n"
        "ended = threading.Event()\n"
        "asks = threading.Thread(target=lambda: (ended.wait(), time.sleep(1), print('noted', flush=True)), daemon=True)\n"
        "asks.start()\n"
        "class Served:\n"
        "    def run(self):\n"
        "        signal.raise_signal(signal.SIGTERM)\n"
        "serve._run(Served(), ended, asks)\n"
    )
    done = subprocess.run([sys.executable, "-c", body], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout == "noted\n" and done.returncode == -signal.SIGTERM, done.stderr


def test_without_a_server_nothing_is_turned_on_and_nothing_is_sent(opened, server):
    product = opened()
    product.standing.stand("local", QUESTION)
    with pytest.raises(AssistantError, match="No server for mail is set"):
        product.telling.turn_on(LOCAL, "ann@icb.example")
    product.keeping.telling.turn_on("local", "ann@icb.example")  # as it was while one was set
    changes(product)
    assert product.telling.send(at_once=True) == Mailed() and product.telling.chosen("local").failing == ""


def test_a_forgotten_person_and_choices_that_are_taken_back_leave_nothing(opened, server):
    product = opened(mail_server=server.address, mail_from=FROM, mail_security="none", **SIGNED)
    product.telling.make_feed("oidc:1")
    product.telling.turn_on(Person("oidc:2", "Bob", frozenset({"reader"}), "bob@icb.example"))
    assert [s.id for s in product.keeping.retention.people()] == ["oidc:1", "oidc:2"]
    assert product.keeping.retention.forget_person("oidc:1") == 1
    product.telling.turn_off("oidc:2")
    with product.keeping._engine.connect() as db:
        assert db.execute(telling.select()).all() == []


def entries(feed):
    """The feed's entries, after it was seen that it is one by RFC 4287."""
    root = etree.fromstring(feed)
    assert root.tag == f"{ATOM}feed"
    for part in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            [found] = part.findall(f"{ATOM}{name}")
            assert found.text
        assert datetime.fromisoformat(part.findtext(f"{ATOM}updated")).tzinfo and part.findtext(f"{ATOM}id").startswith("urn:uuid:")
        links = [(link.get("rel"), link.get("type")) for link in part.findall(f"{ATOM}link")]
        assert len(set(links)) == len(links) and ("alternate", "text/html") in links
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "ICS Assistant"
    made = root.findall(f"{ATOM}entry")
    assert len({e.findtext(f"{ATOM}id") for e in made}) == len(made)
    assert all(e.find(f"{ATOM}content").get("type") == "html" for e in made)
    return made


def test_a_feed_has_an_entry_for_each_change_with_what_it_was_and_is(opened):
    product = opened(public_url="http://127.0.0.1:7860")
    empty = product.telling.feed("local", "/feed.atom")
    assert entries(empty) == [] and product.telling.feed("local", "/feed.atom") == empty
    product.standing.stand("local", QUESTION)
    changes(product)
    changes(product, "blue.md", "blue", "new.md")
    feed = product.telling.feed("local", "/feed.atom")
    last, first = entries(feed)
    assert last.findtext(f"{ATOM}title") == QUESTION
    told = etree.HTML(last.findtext(f"{ATOM}content"))
    said = "".join(told.itertext())
    assert "It was: " in said and "It may now be (told by rules; read it): " in said and "blue" in said and "Seen " in said
    assert "red" in first.findtext(f"{ATOM}content")
    [newest, _] = product.standing.changes("local")
    assert last.find(f"{ATOM}link").get("href") == f"http://127.0.0.1:7860/#/home/{newest.id}"
    root = etree.fromstring(feed)
    assert root.findtext(f"{ATOM}updated") == newest.at and root.findtext(f"{ATOM}id") == etree.fromstring(empty).findtext(f"{ATOM}id")
    assert entries(product.telling.feed("bob", "/feed.atom")) == []


def test_what_a_document_says_is_text_in_a_feed_and_a_mail_and_letters_that_xml_has_not_are_left_out():
    told = Told("a", "b & \x0c<script>alert(1)</script>", who="The \x00 board")
    change = Change("2" * 32, "3" * 32, "Is it <b>so</b>?", "2026-11-29T10:00:00.000001+00:00", told)
    feed = atom("1" * 32, "http://x.example/feed.atom", "http://x.example", [change])
    [entry] = entries(feed)
    shown = etree.HTML(entry.findtext(f"{ATOM}content"))
    mail = letter(post_of(load_settings(mail_server="127.0.0.1:25", mail_from=FROM, mail_security="none")), "ann@icb.example", [change], "")
    assert "&lt;script&gt;" in mail.get_body(("html",)).get_content() and "b & " in mail.get_body(("plain",)).get_content()
    assert entry.findtext(f"{ATOM}title") == "Is it <b>so</b>?" and shown.find(".//script") is None and "<script>" in "".join(shown.itertext())


def test_a_private_address_opens_the_feed_until_another_is_made_or_it_is_taken_away(opened):
    product = opened(**SIGNED)
    made = product.telling.make_feed("ann")
    ident, token = made.removeprefix(f"{PUBLIC}/feed/").removesuffix(".atom").split("/")
    assert product.telling.by_token(ident, token).id == "ann" and len(token) >= 43
    with product.keeping._engine.connect() as db:
        assert token not in str(db.execute(telling.select()).all())
    again = product.telling.make_feed("ann").removesuffix(".atom").split("/")[-1]
    assert product.telling.by_token(ident, token) is None and product.telling.by_token(ident, again).roles == {"reader"}
    assert product.telling.by_token("0" * 32, again) is None and product.telling.by_token(ident, "") is None
    product.telling.drop_feed("ann")
    assert product.telling.by_token(ident, again) is None


def run(monkeypatch, product, *words):
    import app  # noqa: F401
    from assistant.cli import standing as command

    monkeypatch.setattr(command, "services_of", lambda: product)
    return CliRunner().invoke(command.standing, words)


def test_by_command_what_is_owing_is_mailed_and_the_choices_are_made(mailing, server, monkeypatch, capsys):
    from assistant.cli import standing as command

    assert run(monkeypatch, mailing, "feed").output == "http://127.0.0.1:7860/feed.atom\n"
    assert run(monkeypatch, mailing, "mail").output == "not by mail\n"
    assert run(monkeypatch, mailing, "mail", "ann@icb.example").output == "mailed to ann@icb.example\n"
    mailing.standing.stand("local", QUESTION)
    mailing.library.remove(["pier.md"])
    comes(mailing, "new.md", PIER.format("red"))
    server.post.refuses = "451 later"
    with pytest.raises(AssistantError, match=r"Mail to 1 could not be sent \(SMTPRecipientsRefused 451\)"):
        command.digest(by_mail=True)
    assert "could not be sent since" in run(monkeypatch, mailing, "mail").output
    server.post.refuses = ""
    command.digest(by_mail=True)
    command.digest(by_mail=True)
    assert capsys.readouterr().out == "Mailed to 1.\nNo mail was owing.\n" and len(server.post.mails) == 1
    assert run(monkeypatch, mailing, "mail", "--off").output == "not by mail\n"
    assert [e.did for e in mailing.keeping.record.entries()] == ["turned mail of changes on", "mailed changed answers", "turned mail of changes off"]


def test_by_command_a_private_address_is_made_and_mail_is_for_each_to_turn_on(opened, monkeypatch):
    from assistant.cli import standing as command

    product = opened(**SIGNED)
    made = run(monkeypatch, product, "feed", "--person", "ann").output.strip()
    ident, token = made.removesuffix(".atom").split("/")[-2:]
    assert made.startswith(f"{PUBLIC}/feed/") and product.telling.by_token(ident, token).id == "ann"
    run(monkeypatch, product, "feed", "--off", "--person", "ann")
    assert product.telling.by_token(ident, token) is None
    refused = run(monkeypatch, product, "mail", "ann@icb.example", "--person", "ann")
    assert "each turns mail on at Home" in str(refused.exception)
    with pytest.raises(AssistantError, match="No server for mail"):
        command.digest(by_mail=True)
