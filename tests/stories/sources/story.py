"""One story for every kind of source, through the whole service. What a kind cannot show follows from its `KIND`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from connectors.kit.kind import Kind
from connectors.registry import kind
from monitor.assembly.live import live_checks
from monitor.domain.case import EventKind
from tests.fake_slack import FakeSlack
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.service import Service

BEFORE = "Acme Air ruined our holiday in May, terrible service and no apology."
LUGGAGE = "Acme Air lost my purple suitcase and nobody has called me for three weeks. Terrible service."
WORSE = "Acme Air found my violin, broken in two, and still nobody answers. Terrible, useless service!"
CHARGED = "Acme Air charged me twice for a turquoise seat and support never answers. I want my money back!"
SORRY = "We are sorry about the seat, and look into it."
ANSWER = "We are sorry about the violin, and have written to you."
PASSES = (429, 503)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A complaint that was told: what the place calls it, and the number of its case."""

    post: str
    case: int


class SourceStory:
    """Inherit, and name the kind and its place.

    `polled` is false where all is pushed: then no outage there matters. `looks` is false where the place shows nobody
    what was sent from here: then what may have arrived is left to a person.
    """

    kind_name: str
    place: type[Place]
    polled = True
    looks = True

    @pytest.fixture
    def found(self) -> Kind:
        return kind(self.kind_name)

    @pytest.fixture
    def host(self) -> Iterator[Host]:
        host = Host()
        yield host
        host.close()

    @pytest.fixture
    def service(
        self, tmp_path: Path, host: Host, slack: FakeSlack, clock: StoryClock, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[Service]:
        monkeypatch.setattr("monitor.store.budgets.clock", lambda _: clock.now())  # the database's own goes by minutes
        made = Service(tmp_path, self.kind_name, self.place(host, tmp_path, clock), slack)
        yield made
        made.close()

    def test_its_story(self, service: Service, found: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
        if found.first_run == "baseline":
            _what_was_there_opens_no_case(service)
        luggage = _said(service, LUGGAGE)
        _it_can_be_tried(service, monkeypatch)
        charged = _an_outage_loses_nothing(service) if self.polled else _said(service, CHARGED)
        if found.edits:
            _an_edit_shows_in_place(service, luggage)
        if found.replies:
            _our_answer_there_is_seen(service, charged)
        if found.answers and self.looks:
            _our_answer_from_here_stands_once(service, luggage)
        if found.answers and not self.looks:
            _our_answer_from_here_is_not_sent_again(service, luggage)
        if found.deletions:
            _what_is_deleted_is_gone_for_good(service, charged)
        _a_new_name_tells_nothing_again(service, found)
        _no_secret_is_kept(service)


def _what_was_there_opens_no_case(service: Service) -> None:
    service.place.speak(BEFORE)
    service.round()
    assert (service.heard(), service.alerts) == (1, [])


def _said(service: Service, text: str) -> Told:
    """Let something be said, and be told in Slack, once."""
    known = len(service.alerts)
    post = service.place.speak(text)
    service.round()
    assert len(service.alerts) == known + 1
    return Told(post=post, case=service.case_of(text))


def _it_can_be_tried(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.assembly.live.SystemClock", lambda _: service.clock)
    told = next(live_checks(service.scene.config()))
    assert told.ok, told.told


def _an_outage_loses_nothing(service: Service) -> Told:
    post = service.place.speak(CHARGED)
    for status in PASSES:
        service.place.fail(status)
        assert service.round().failed, f"a {status} went by as good news"
        assert not service.health().paused
    service.place.fail(401)
    assert service.round().failed
    assert service.health().paused
    service.place.recover()
    service.until(lambda: service.shows(CHARGED))
    assert len(service.alerts) == 2
    assert service.health().trouble is None
    return Told(post=post, case=service.case_of(CHARGED))


def _an_edit_shows_in_place(service: Service, told: Told) -> None:
    before = service.case(told.case)
    service.place.edit(told.post, WORSE)
    service.until(lambda: service.shows(WORSE))
    assert service.case_of(WORSE) == told.case
    assert service.case(told.case).revision == before.revision + 1
    assert not service.shows("purple")
    assert len(service.alerts) == 2


def _our_answer_there_is_seen(service: Service, told: Told) -> None:
    service.place.answer(told.post, SORRY)
    service.until(lambda: service.case(told.case).case.responded_at)
    assert [reply.text for reply in service.case(told.case).replies] == [SORRY]
    assert len(service.alerts) == 2


def _our_answer_from_here_stands_once(service: Service, told: Told) -> None:
    service.place.lose(told.post)
    service.send(told.case, ANSWER)
    for _ in range(3):
        service.post_answers()
    service.until(lambda: service.case(told.case).case.responded_at)
    service.round()
    assert list(service.place.answers(told.post)) == [ANSWER]
    kinds = service.timeline(told.case)
    assert (kinds.count(EventKind.ANSWER_DOUBTFUL), kinds.count(EventKind.RESPONDED)) == (1, 1)


def _our_answer_from_here_is_not_sent_again(service: Service, told: Told) -> None:
    service.place.lose(told.post)
    service.send(told.case, ANSWER)
    service.until(lambda: EventKind.ANSWER_FAILED in service.timeline(told.case))
    service.round()
    assert list(service.place.answers(told.post)) == [ANSWER]
    assert service.timeline(told.case).count(EventKind.ANSWER_DOUBTFUL) == 1


def _what_is_deleted_is_gone_for_good(service: Service, told: Told) -> None:
    heard = service.heard()
    service.place.delete(told.post)
    service.until(lambda: EventKind.DELETED in service.timeline(told.case))
    service.place.show_again(told.post)
    service.round()
    assert service.heard() == heard
    assert "turquoise" not in str([(message.text, message.blocks) for message in service.alerts])
    assert "turquoise" not in service.stored()


def _a_new_name_tells_nothing_again(service: Service, found: Kind) -> None:
    """The source of the new name alerts of what it finds at first, but not of what was told."""
    heard, told = service.heard(), [message.ts for message in service.alerts]
    service.rename("renamed")
    service.round()
    assert service.heard() == heard
    assert not found.deletions or "turquoise" not in service.stored()
    assert [message.ts for message in service.alerts if BEFORE not in message.words] == told
    keys = [message.key for message in service.scene.slack.messages()]
    assert len(keys) == len(set(keys))


def _no_secret_is_kept(service: Service) -> None:
    stored = service.stored()
    assert [name for name in service.place.secrets if service.place.secret(name) in stored] == []
