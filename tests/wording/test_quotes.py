"""A customer's words are quoted once, and masked wherever they stand."""

from dataclasses import replace

import pytest

from monitor.assembly.judging import mask
from monitor.domain.score import Reason
from monitor.wording.notices import alert
from monitor.wording.quotes import in_line, quote_of, with_masked_reasons
from tests.wording.files import MENTION, NOON, a_file


@pytest.mark.parametrize(
    ("title", "text", "quote"),
    [
        (None, " Late again. ", "Late again."),
        ("Late", "Two hours.", "Late\n\nTwo hours."),
        ("Late", "Late again.", "Late again."),
        ("Late", "", "Late"),
    ],
)
def test_a_title_is_quoted_where_the_text_does_not_begin_with_it(title, text, quote):
    assert quote_of(replace(MENTION, title=title, text=text)) == quote


def test_the_reasons_do_not_show_what_the_quote_hides():
    file = a_file(reasons=(Reason(cue="swearing", words=("Fucking",)),))
    notice = alert(with_masked_reasons(file, mask), now=NOON, key="k")
    assert 'Swears ("F******")' in [fact.value for fact in notice.facts]


def test_in_one_line_a_title_is_set_apart_and_a_broken_line_is_not() -> None:
    said = quote_of(replace(MENTION, title="Late", text="Two hours\nat the gate.\n \nNever again."))
    assert in_line(said) == "Late · Two hours at the gate. · Never again."
