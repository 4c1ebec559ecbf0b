"""Only what a browser can follow becomes a link."""

import pytest

from monitor.domain.links import followed


@pytest.mark.parametrize(
    "url",
    [
        "https://reviews.example/acme?page=2#r7",
        "http://localhost:8080/a b",
        "https://bücher.example/ä",
        "https://[2001:db8::1]:8443/r",
        "https://name:word@reviews.example/",
    ],
)
def test_addresses_of_the_web_are_followed(url: str) -> None:
    assert followed(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JavaScript://reviews.example/%0aalert(1)",
        "//reviews.example/r",
        "ftp://reviews.example/r",
        " https://reviews.example/",
        "https://",
        "https:///r",
        "http://www.<script>alert(1)</script .com",
        "https://two words.example/",
        "https://reviews.example:port/",
        "https://reviews.example:99999/",
        "https://[2001:db8::1/",
        "https://a%00b.example/",
    ],
)
def test_everything_else_is_shown_without_a_link(url: str | None) -> None:
    assert followed(url) is None
