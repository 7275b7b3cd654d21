"""Which URLs and addresses a repository may be fetched from: a table, and the pin."""

from __future__ import annotations

import pytest

from classroom.fetch.address import check_url, find, is_global
from classroom.fetch.trouble import FetchFailed, Trouble, meaning

INTERNET = ("1.1.1.1", "140.82.121.4", "2606:4700:4700::1111")
ELSEWHERE = (
    *("127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *(
        "192.0.2.1",
        "198.18.0.1",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
    ),
    *("ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1"),
    *("2002:a00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "here"),
)


@pytest.mark.parametrize("address", INTERNET)
def test_addresses_of_the_internet(address: str) -> None:
    assert is_global(address)


@pytest.mark.parametrize("address", ELSEWHERE)
def test_addresses_elsewhere(address: str) -> None:
    assert not is_global(address)


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.org/a", "git://example.org/a", "ssh://example.org/a", "file:///etc"),
        *("ext::sh -c id", "git@example.org:a.git", "https:///a", "https://example.org", "", "-x"),
        *("https://user@example.org/a", "https://user:pass@example.org/a"),
        *("https://example.org:0/a", "https://example.org:x/a", "https://example.org:/a"),
        *("https://localhost/a", "https://127.0.0.1/a", "https://2130706433/a", "https://[::1]/a"),
        *(
            "https://0x7f.1/a",
            "https://example.0x7f/a",
            "https://1.1.1.1/a",
            "https://example.org./a",
        ),
        *("https://exämple.org/a", "https://example.org/ä", "https://example.org/a b"),
        *("https://example.org/a?b", "https://example.org/a#b", "https://example.org/a\n"),
        *("https://example.org\\@evil.org/a", "https://exa_mple.org/a", "https://-x.org/a"),
        f"https://{'a.' * 130}org/a",
    ],
)
def test_urls_that_are_refused(url: str) -> None:
    with pytest.raises(FetchFailed) as caught:
        check_url(url)
    assert caught.value.trouble is Trouble.URL


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://example.org/a/b.git", "example.org", "/a/b.git"),
        ("https://Example.ORG:443/A", "example.org", "/A"),
        ("https://example.org:8443/a", "example.org:8443", "/a"),
        ("https://git.example.org/~ada/a%20b", "git.example.org", "/~ada/a%20b"),
    ],
)
def test_urls_that_are_taken(url: str, host: str, path: str) -> None:
    place = check_url(url)
    assert place.path == path
    assert place.url == f"https://{host}{path}"


@pytest.mark.parametrize(
    ("addresses", "trouble"),
    [
        (["127.0.0.1"], Trouble.ADDRESS),
        (["10.0.0.7"], Trouble.ADDRESS),
        (["1.1.1.1", "10.0.0.7"], Trouble.ADDRESS),
        (["1.1.1.1", "::1"], Trouble.ADDRESS),
        ([], Trouble.UNREACHABLE),
    ],
    ids=["loopback", "private", "one-of-two", "one-of-two-v6", "none"],
)
def test_a_name_that_leads_elsewhere(addresses: list[str], trouble: Trouble) -> None:
    with pytest.raises(FetchFailed) as caught:
        find("https://example.org/a", lambda host, port: addresses)
    assert caught.value.trouble is trouble


def test_a_name_that_nobody_knows() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    with pytest.raises(FetchFailed) as caught:
        find("https://example.org/a", unknown)
    assert caught.value.trouble is Trouble.UNREACHABLE


def test_the_address_that_was_looked_at_is_the_one_that_is_used() -> None:
    place = find("https://Example.org/a", lambda host, port: ["1.1.1.1", "2606:4700::1111"])
    assert place.pin == "example.org:443:1.1.1.1,[2606:4700::1111]"


@pytest.mark.parametrize(
    ("words", "trouble"),
    [
        ("fatal: couldn't find remote ref nowhere", Trouble.NO_REF),
        ("fatal: repository 'https://example.org/a/' not found", Trouble.NO_REPOSITORY),
        ("fatal: could not read Username for 'https://x': terminal", Trouble.NO_REPOSITORY),
        ("The requested URL returned error: 302", Trouble.REDIRECT),
        ("server certificate verification failed. CAfile: none", Trouble.UNREACHABLE),
        ("fatal: write error: No space left on device", Trouble.TOO_LARGE),
        ("error: index-pack died of signal 25", Trouble.TOO_LARGE),
        ("fatal: something else", Trouble.FAILED),
    ],
)
def test_what_git_says_is_understood(words: str, trouble: Trouble) -> None:
    assert meaning(words) is trouble
