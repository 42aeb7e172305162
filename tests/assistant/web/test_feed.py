"""The feed through the door: for the user of this machine, and by a private address where people sign in."""

import re

from test_door import PIER, PUBLIC, SECRET, by, call, opened, proxied

__all__ = ["opened", "proxied"]  # fixtures


def feed_of(client, owner):
    """The path of a private address that was just made."""
    return client.product.telling.make_feed(owner).removeprefix(PUBLIC)


def test_on_one_machine_the_feed_is_there_for_its_user_and_for_no_other_site(opened):
    client = opened()
    feed = client.get("/feed.atom")
    assert feed.status_code == 200 and feed.headers["content-type"] == "application/atom+xml; charset=utf-8" and feed.text.startswith("<?xml")
    assert client.head("/feed.atom").headers["etag"] == feed.headers["etag"] and client.post("/feed.atom").status_code in (404, 405)
    assert client.get("/feed.atom", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/feed.atom", headers={"x-forwarded-for": "10.0.0.9"}).status_code == 403
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}):
        assert client.get("/feed.atom", headers=headers).status_code == 403
    assert client.get(f"/feed/{'0' * 32}/{'a' * 43}.atom").status_code == 404
    assert "Nobody signs in here" in call(client, "feed_make").json()["told"]


def test_a_feed_that_is_the_same_is_not_sent_again(opened):
    client = opened()
    mark = client.get("/feed.atom").headers["etag"]
    for known in (mark, f'"other", W/{mark}', "*"):
        again = client.get("/feed.atom", headers={"if-none-match": known})
        assert again.status_code == 304 and again.content == b"" and again.headers["etag"] == mark
    client.product.standing.stand("local", "What colour will the harbour board of Quaymouth paint the pier?")
    assert client.get("/feed.atom", headers={"if-none-match": mark}).status_code == 200


def test_a_private_address_opens_its_feed_and_nothing_else(proxied):
    path = feed_of(proxied, "ann@icb.example")
    proxied.product.standing.stand("ann@icb.example", "What colour will the harbour board of Quaymouth paint the pier?")
    proxied.product.library.remove(["pier.md"])
    (proxied.product.settings.data_dir.parent / "red.md").write_text(PIER.replace("green", "red"))
    proxied.product.library.index([proxied.product.settings.data_dir.parent / "red.md"])
    assert proxied.product.standing.ask_again().changed == 1
    other = feed_of(proxied, "bob@icb.example")
    assert "red" in proxied.get(path).text and f'href="{PUBLIC}{path}"' in proxied.get(path).text and "red" not in proxied.get(other).text
    mine, token = path.removesuffix(".atom").rsplit("/", 1)
    for wrong in (f"{mine}/{token[:-1]}.atom", f"{mine}/{'a' * 43}.atom", f"/feed/{'0' * 32}/{token}.atom", f"{mine}/.atom", f"{mine}/{token}", "/feed.atom", "/feed", f"{path}/x", other.rsplit("/", 1)[0] + f"/{token}.atom"):
        refused = proxied.get(wrong)
        assert (refused.status_code, refused.json()) == (404, {"told": "There is nothing here."}), wrong
    assert proxied.get("/api/documents").status_code == 401, "the address is no session"
    assert proxied.get(path, headers={"host": "evil.example"}).status_code == 421
    assert proxied.get(path, headers={"origin": "http://evil.example"}).status_code == 403


def test_made_anew_taken_away_or_with_a_forgotten_person_an_address_ends(proxied):
    ann = by("ann@icb.example")
    first = re.search(r'value="([^"]+)"', call(proxied, "feed_make", ann).json()["html"])[1].removeprefix(PUBLIC)
    assert proxied.get(first).status_code == 200
    second = re.search(r'value="([^"]+)"', call(proxied, "feed_make", ann).json()["html"])[1].removeprefix(PUBLIC)
    assert proxied.get(first).status_code == 404 and proxied.get(second).status_code == 200
    assert second.split("/")[-1][:20] not in call(proxied, "home", ann).json()["html"], "shown once"
    call(proxied, "feed_drop", by("bob@icb.example"))
    assert proxied.get(second).status_code == 200, "another's is not theirs to take away"
    call(proxied, "feed_drop", ann)
    assert proxied.get(second).status_code == 404
    third = feed_of(proxied, "ann@icb.example")
    assert proxied.product.keeping.retention.forget_person("ann@icb.example") == 2 and proxied.get(third).status_code == 404
    told = [(e.who, e.did, e.what) for e in proxied.product.keeping.record.entries() if e.did != "signed in"]
    assert [t[:2] for t in told] == [("ann@icb.example", "made a feed's address")] * 2 + [("bob@icb.example", "took a feed's address away"), ("ann@icb.example", "took a feed's address away")]
    assert all(t[2] == {} for t in told)


def test_private_addresses_are_not_tried_without_end(proxied):
    told = [proxied.get(f"/feed/{'0' * 32}/{'a' * 43}.atom").status_code for _ in range(605)]
    assert told[0] == 404 and told[-1] == 429


def test_mail_goes_only_where_the_sign_in_says_and_on_record_without_the_address(opened):
    client = opened(PUBLIC, host="0.0.0.0", sign_in="proxy", public_url=PUBLIC, proxy_secret=SECRET, mail_server="127.0.0.1:1", mail_from="ics@icb.example", mail_security="none")
    on = call(client, "mail_on", by("Ann@icb.example"), address="eve@icb.example").json()
    assert "Ann@icb.example" in on["said"] and "eve@" not in on["html"]
    assert "gives no address" in call(client, "mail_on", by("bob"), address="bob@icb.example").json()["told"]
    client.product.standing.stand("bob", "What colour will the harbour board of Quaymouth paint the pier?")
    assert "gives no address" in call(client, "home", by("bob")).json()["html"]
    call(client, "mail_off", by("Ann@icb.example"))
    assert client.product.telling.chosen("ann@icb.example").mail == ""
    told = [(e.who, e.did, e.what) for e in client.product.keeping.record.entries() if e.did != "signed in"]
    assert told == [("ann@icb.example", "turned mail of changes on", {}), ("bob", "turned mail of changes on", {}), ("ann@icb.example", "turned mail of changes off", {})]
