"""Which addresses may be a source."""

from __future__ import annotations

import ipaddress

import pytest

from classroom.errors import ClassroomError
from classroom.releases.url import address_is_public, check_ref, check_url

NOT_PUBLIC = [
    "https://localhost/a",
    "https://LOCALHOST/a",
    "https://localhost./a",
    "https://a.localhost/a",
    "https://hub/a",
    "https://hub.local/a",
    "https://hub.internal/a",
    "https://hub.home.arpa/a",
    "https://127.0.0.1/a",
    "https://127.1/a",
    "https://2130706433/a",
    "https://0x7f000001/a",
    "https://0177.0.0.1/a",
    "https://0/a",
    "https://0.0.0.0/a",
    "https://10.0.0.1/a",
    "https://172.16.0.1/a",
    "https://192.168.1.1/a",
    "https://169.254.169.254/a",
    "https://100.64.0.1/a",
    "https://224.0.0.1/a",
    "https://1.2.3.4.5/a",
    "https://[::1]/a",
    "https://[::]/a",
    "https://[fe80::1]/a",
    "https://[fd00::1]/a",
    "https://[ff02::1]/a",
    "https://[::ffff:127.0.0.1]/a",
    "https://[2002:7f00:1::]/a",
    "https://[64:ff9b::a00:1]/a",
    "https://[fe80::1%25eth0]/a",
    "https://[v1.a]/a",
    "https://[::1/a",
]
STRANGE = [
    *[
        "course",
        "/srv/course",
        "../course",
        "-oProxyCommand=x",
        "--upload-pack=x",
        "git@example.org:a/b",
        "file:///etc",
        "ext::sh",
        "git://example.org/a",
        "ssh://example.org/a",
        "http://example.org/a",
        "HTTPS://example.org/a",
        "https:example",
        "https://",
        "https:///a",
        "https://example.org",
        "https://example.org/",
        "https://user@example.org/a",
        "https://user:geheim@example.org/a",
        "https://@example.org/a",
        "https://example.org:0/a",
        "https://example.org:/a",
        "https://example.org:99999/a",
        "https://example.org:x/a",
        "https://exa_mple.org/a",
        "https://-a.org/a",
        "https://ä.org/a",
        "https://exam%70le.org/a",
        "https://example.org/a%0ab",
        "https://example.org/a%00b",
        "https://example.org/a%5cb",
        "https://example.org/a\\b",
        "https://example.org/a/../b",
        "https://example.org/%2e%2e/b",
        "https://example.org/a?b",
        "https://example.org/a#b",
        "https://example.org/$(id)",
        "https://example.org/`id`",
        "https://example.org/-a",
        "https://example.org/a/--b",
        "https://example.org/%2da",
    ],
    "",
    "ext::sh -c id",
    "https://example.org/a b",
    "https://example.org/a\nb",
    "https://example.org/" + "a" * 500,
]


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/owner/course.git",
        "https://gitlab.example.org/a/b/c",
        "https://git.example.org:8443/~ada/course",
        "https://dev.example.com/My%20Course/_git/labs",
        "https://8.8.8.8/course.git",
        "https://[2606:4700::1111]/course.git",
    ],
)
def test_public_repositories(url: str) -> None:
    check_url(url)


@pytest.mark.parametrize("url", [*NOT_PUBLIC, *STRANGE])
def test_everything_else_is_refused(url: str) -> None:
    with pytest.raises(ClassroomError) as caught:
        check_url(url)
    assert caught.value.code == "bad-source-url"
    assert "geheim" not in caught.value.message, (
        "an address is not repeated: it may hold a password"
    )


@pytest.mark.parametrize("ref", ["main", "v1.2", "feature/a-b_c", "HEAD", "0" * 40, "a+b"])
def test_refs(ref: str) -> None:
    check_ref(ref)


@pytest.mark.parametrize(
    "ref",
    [
        *("", "-b", "--upload-pack=x", "a..b", "a b", "a\nb", "a~1", "a^", "a:b", "a?", "a*", "a["),
        *("a\\b", "/a", "a/", "a//b", ".a", "a/.b", "a.lock", "a.lock/b", "a.", "a@{1}", "@", "ä"),
        "a" * 201,
    ],
)
def test_no_refs(ref: str) -> None:
    with pytest.raises(ClassroomError) as caught:
        check_ref(ref)
    assert caught.value.code == "bad-source-ref"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("1.1.1.1", True),
        ("2606:4700::1111", True),
        ("64:ff9b::101:101", True),
        ("64:ff9b::7f00:1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:1.1.1.1", True),
        ("2002:a00:1::", False),
        ("239.1.1.1", False),
        ("ff0e::1", False),
        ("fec0::1", False),
        ("198.18.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
    ],
)
def test_addresses(address: str, public: bool) -> None:
    assert address_is_public(ipaddress.ip_address(address)) is public
