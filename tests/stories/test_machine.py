"""Anything may happen in any order: whatever was heard is told once, as it reads now, when the world is well again."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from connectors.contract import Changed, Mention, Refused, SourceError, Unavailable
from monitor.domain.act import Acknowledge, Act, Dismiss, NotAllowed, Note, Reopen, Resolve, Respond
from monitor.domain.case import Dismissal
from monitor.stages import sending
from monitor.store import cases, judgements, outbox, pages, sources
from monitor.store.columns import table
from monitor.store.tables import EventRow, MentionRow
from tests.fake_slack import FakeSlack, Fault
from tests.stories.clock import StoryClock
from tests.stories.town import Played, Town, chatter, complaint, scene_of, settled

FAULTS = {
    "reset after": Fault.reset(accepted=True),
    "reset before": Fault.reset(accepted=False),
    "500 after": Fault.server_error(accepted=True),
    "502": Fault.html(),
    "cut": Fault.cut_json(),
    "empty": Fault.empty(),
    "fatal": Fault.error("fatal_error", accepted=True),
    "internal": Fault.error("internal_error"),
    "not in channel": Fault.error("not_in_channel"),
    "429": Fault.rate_limited("40"),
    "429 for a day": Fault.rate_limited("86400"),
}
TROUBLES: tuple[SourceError, ...] = (
    Unavailable("busy"),
    Unavailable("busy", retry_after=900),
    Refused("no"),
    Changed("what", payload="?"),
)
ACTS: tuple[Act, ...] = (
    Acknowledge(),
    Note(text="Called them."),
    Respond(text="Sorry!"),
    Resolve(),
    Dismiss(reason=Dismissal.SPAM),
    Reopen(),
)
PLACES = {
    "page": (pages, "add_page"),
    "cursor": (sources, "save_cursor"),
    "poll": (sources, "finish"),
    "verdict": (judgements, "save"),
    "enqueue": (outbox, "enqueue"),
    "mark sending": (outbox, "mark_sending"),
    "post": (sending, "_say"),
    "record": (outbox, "record"),
    "doubt": (outbox, "doubt"),
}


class Crash(BaseException):
    """The process is no more: nothing in it catches this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What is true of one mention: how it reads now, and whether it is gone. `complains` by any of its versions."""

    mention: Mention
    complains: bool
    gone: bool = False


class World(RuleBasedStateMachine):
    """A town in which things happen; `teardown` lets it come to rest and asks for every promise."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        self.clock = StoryClock()
        self.latest = self.clock.seconds()
        self.slack = FakeSlack(now=self.slacks_time)
        self.slack.open()
        self.source = Played()
        self.town = Town(scene_of(self.folder, self.slack), self.clock, {"played": self.source})
        self.facts: dict[str, Fact] = {}
        self.removed: set[str] = set()

    def slacks_time(self) -> float:
        """Slack's own clock goes on when ours is set back."""
        self.latest = max(self.latest, self.clock.seconds())
        return self.latest

    @rule(complaints=st.integers(0, 7), others=st.integers(0, 3))
    def people_write(self, complaints: int, others: int) -> None:
        now, first = self.clock.now(), len(self.facts)
        said = [complaint(first + number, now) for number in range(complaints)]
        said = [replace(one, text=f"{one.text} ref-{one.key.native_id}-0 ") for one in said]
        plain = [chatter(first + complaints + number, now) for number in range(others)]
        self.facts |= {one.key.native_id: Fact(mention=one, complains=True) for one in said}
        self.facts |= {one.key.native_id: Fact(mention=one, complains=False) for one in plain}
        self.source.say(*said, *plain)

    @precondition(lambda self: self.source.pages_said)
    @rule(choice=st.integers(0, 99))
    def an_old_page_comes_again(self, choice: int) -> None:
        self.source.say(*self.source.pages_said[choice % len(self.source.pages_said)].mentions)

    @precondition(lambda self: self.facts)
    @rule(choice=st.integers(0, 99))
    def someone_edits(self, choice: int) -> None:
        name, fact = self._fact(choice)
        before = fact.mention
        at = max(self.clock.now(), before.edited_at or before.posted_at) + timedelta(seconds=1)
        words, _, count = before.text.strip().rpartition("-")
        text = f"{words}-{int(count) + 1} " if fact.complains else f"{before.text} Still."
        edited = replace(before, text=text, edited_at=at)
        self.source.say(edited)
        if not fact.gone:
            self.facts[name] = replace(fact, mention=edited)

    @precondition(lambda self: self.facts)
    @rule(choice=st.integers(0, 99))
    def someone_deletes(self, choice: int) -> None:
        name, fact = self._fact(choice)
        self.source.say(deleted=[fact.mention.key])
        self.facts[name] = replace(fact, gone=True)

    @rule(trouble=st.sampled_from(TROUBLES))
    def the_source_fails(self, trouble: SourceError) -> None:
        self.source.errors.append(trouble)

    @rule(
        method=st.sampled_from(["chat.postMessage", "chat.update", "conversations.history"]),
        fault=st.sampled_from(sorted(FAULTS)),
        times=st.integers(1, 3),
    )
    def slack_fails(self, method: str, fault: str, times: int) -> None:
        self.slack.fail(method, replace(FAULTS[fault], documented=False), times=times)

    @rule(act=st.sampled_from(ACTS), choice=st.integers(0, 99))
    def someone_acts(self, act: Act, choice: int) -> None:
        known = self.town.cases()
        if known:
            with suppress(NotAllowed), self.town.db.write() as tx:
                cases.act(tx, known[choice % len(known)].id, act, by="Kim", now=self.clock.now())

    @precondition(lambda self: self.slack.messages())
    @rule(choice=st.integers(0, 99))
    def someone_removes_a_message(self, choice: int) -> None:
        shown = self.slack.messages()
        message = shown[choice % len(shown)]
        self.slack.delete(message.ts)
        self.removed.add(message.key or "")

    @rule(seconds=st.sampled_from([1, 5, 30, 400]))
    def time_passes(self, seconds: int) -> None:
        self.town.tick()
        self.clock.wait(seconds)
        self.town.tick()

    @rule(minutes=st.sampled_from([-1440, -10, 60]))
    def the_clock_is_set(self, minutes: int) -> None:
        self.clock.move(timedelta(minutes=minutes))

    @rule()
    def it_is_restarted(self) -> None:
        self.town.restart()

    @rule(place=st.sampled_from(sorted(PLACES)), after=st.booleans())
    def it_crashes(self, place: str, after: bool) -> None:
        owner, name = PLACES[place]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(owner, name, _crashing(getattr(owner, name), after=after))
            with suppress(Crash):
                self.town.tick()
            self.town.close()
        self.town.restart()

    def teardown(self) -> None:
        if not hasattr(self, "town"):
            return
        try:
            self._comes_to_rest()
            self._everything_is_told()
            self._everything_is_kept_once()
            assert self.slack.violations == []
        finally:
            self.town.close()
            self.slack.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _fact(self, choice: int) -> tuple[str, Fact]:
        names = sorted(self.facts)
        name = names[choice % len(names)]
        return name, self.facts[name]

    def _comes_to_rest(self) -> None:
        self.slack.heal()
        self.source.errors.clear()
        for wait in [30] * 8 + [400] * 12:
            self.town.tick()
            if self._rests():
                return
            self.clock.wait(wait)
        raise AssertionError(f"never at rest: {Counter(row.state for row in self.town.deliveries())}")

    def _rests(self) -> bool:
        with self.town.db.read() as tx:
            health = sources.health(tx)[0]
            return settled(tx) and int(health.cursor or 0) == len(self.source.pages_said)

    def _everything_is_told(self) -> None:
        rows = self.town.deliveries()
        of_case = {row.case_id: row for row in rows if row.kind == "alert"}
        by_id = {row.id: row for row in rows}
        mentions = self._mentions()
        known = {row.mention_id: row for row in self.town.cases()}
        shown = {message.key: message for message in self.slack.messages()}
        for name, fact in self.facts.items():
            if name not in mentions or not fact.complains:
                continue
            case = known.get(mentions[name].id)
            if case is None:
                assert fact.gone, f"{name} complained, and there is no case"
                continue
            row = of_case[case.id]
            if row.state == "grouped":
                group = by_id[row.group_id]
                assert group.state == "posted" or (group.state == "withdrawn" and group.key in self.removed)
            elif row.state == "withdrawn":
                assert row.key in self.removed
            else:
                assert row.state == "posted"
                assert (row.wanted, row.sent) == (case.version, case.version)
                assert row.reference is not None
                self._message_is_right(shown.get(row.key), row.key, fact)

    def _message_is_right(self, message: Any, key: str, fact: Fact) -> None:
        if message is None:
            assert key in self.removed, f"{key} has a receipt and is not there"
        elif fact.gone:
            assert "ref-" not in message.words, f"{key} is deleted and still to be read"
        else:
            assert fact.mention.text.strip() in message.words, f"{key} does not show what the customer says now"

    def _everything_is_kept_once(self) -> None:
        counts = Counter(message.key for message in self.slack.messages())
        assert all(number == 1 for number in counts.values()), counts
        mentions = self._mentions()
        events = table(EventRow)
        with self.town.db.read() as tx:
            total = tx.execute(select(func.count()).select_from(table(MentionRow))).scalar_one()
            told = dict(tx.execute(select(events.c.case_id, func.count()).group_by(events.c.case_id)).all())
        assert total == len(mentions) <= len(self.facts)
        for case in self.town.cases():
            assert 1 <= case.version <= told[case.id], "a version without an event"

    def _mentions(self) -> dict[str, Any]:
        with self.town.db.read() as tx:
            return {row.native_id: row for row in tx.execute(select(table(MentionRow)))}


def _crashing(real: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    def crashing(*args: Any, **kwargs: Any) -> Any:
        if after:
            real(*args, **kwargs)
        raise Crash

    return crashing


def _explored(examples: int, steps: int, *, derandomize: bool) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=derandomize,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def test_a_short_while() -> None:
    run_state_machine_as_test(World, settings=_explored(25, 15, derandomize=True))


@pytest.mark.soak
def test_a_long_while() -> None:
    run_state_machine_as_test(World, settings=_explored(600, 40, derandomize=False))
