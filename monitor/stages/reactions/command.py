"""`/complaints`: what people ask for by typing. Every answer is for whoever typed alone."""

import difflib
import html
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from alerts.contract import Notice
from alerts.interactive import PressKind
from monitor.domain.case import LIVE_STATES, State
from monitor.domain.muting import Silence
from monitor.domain.week import week_of
from monitor.stages import digest
from monitor.stages.digest import Plan
from monitor.stages.reactions import condition, home, on_duty
from monitor.stages.reactions.contract import SHOW, Answer, Later, Pressed, Reaction, Reactions, Role
from monitor.stages.reactions.house import House, case_in
from monitor.store import case_files, case_search, silences
from monitor.store import on_duty as duty_store
from monitor.store.case_search import CaseQuery
from monitor.store.database import Database, Transaction
from monitor.wording import command as words
from monitor.wording import notices
from monitor.wording import presses as press_words
from monitor.wording.digest.notice import digest_notice
from monitor.wording.home import MOST, Listing
from monitor.wording.quotes import quote_of, with_masked_reasons
from monitor.wording.silences import ADD

COMMAND = "/complaints"
_CASE = re.compile(r"(?:[cC]-)?([0-9]{1,18})", re.ASCII)
_Said = Callable[[Transaction, Pressed, str], Answer]


def reactions(house: House, others: Reactions, first: Sequence[Silence], plan: Plan) -> Reactions:
    """Return what the command does, and what shows one case. `others` are the reactions that it may hand over to.

    `first` are the silences of the configuration; `plan` says when weeks begin.
    """
    typed = _Typed(house, others, first, plan)
    return {
        COMMAND: Reaction(react=typed.react, role=Role.VIEWER),
        SHOW: Reaction(react=lambda tx, pressed: typed.case(tx, pressed, pressed.press.value), role=Role.VIEWER),
    }


class _Typed:
    def __init__(self, house: House, others: Reactions, first: Sequence[Silence], plan: Plan) -> None:
        self._house = house
        self._others = others
        self._first = first
        self._plan = plan
        self._words: dict[str, _Said] = {
            "": self._help,
            "help": self._help,
            "search": self._search,
            "mine": lambda tx, pressed, _: self._listed(tx, pressed, home.mine(house, tx, pressed)),
            "overdue": lambda tx, pressed, _: self._listed(tx, pressed, home.overdue(house, tx, pressed)),
            "status": self._status,
            "mute": self._mute,
            **{word: partial(self._handed, action) for word, action in words.HANDED.items()},
            "on-duty": lambda tx, pressed, rest: on_duty.told(house, tx, pressed, rest.split()),
            "digest": self._digest,
        }

    def react(self, tx: Transaction, pressed: Pressed) -> Answer:
        """Do what was typed, or say what can be."""
        typed = html.unescape(pressed.press.value).strip()
        word, _, rest = typed.partition(" ")
        if _CASE.fullmatch(typed):
            return self.case(tx, pressed, typed)
        said = self._words.get(word.lower())
        if said is not None:
            return said(tx, pressed, rest.strip())
        near = difflib.get_close_matches(word.lower()[:40], [one for one in self._words if one], n=1)
        return words.unknown(_key(pressed), typed[:200], near[0] if near else None)

    def case(self, tx: Transaction, pressed: Pressed, named: str) -> Answer:
        """Show one case, with all that can be done about it."""
        found = _CASE.fullmatch(named.split(" ", 1)[0])
        file = case_files.file(tx, int(found[1]) if found else case_in(named))
        said = quote_of(file.mention)
        quote = self._house.mask(said)
        return notices.alert(
            with_masked_reasons(file, self._house.mask),
            now=pressed.now,
            key=_key(pressed),
            web_url=self._house.web_url,
            quote=quote,
            zone=self._house.zone_of(tx, pressed),
            actions=self._others,
            hidden=quote != said,
        )

    def _help(self, tx: Transaction, pressed: Pressed, _: str) -> Answer:
        listing = home.mine(self._house, tx, pressed)
        zone = self._house.zone_of(tx, pressed)
        return words.helped(_key(pressed), listing, now=pressed.now, zone=zone, show=SHOW)

    def _search(self, tx: Transaction, pressed: Pressed, typed: str) -> Answer:
        if not typed:
            return words.explained(_key(pressed), "Say what to look for: /complaints search lost suitcase.")
        query = CaseQuery(text=typed[:200], limit=MOST + 1)
        cases = case_search.search(tx, query)
        title = words.found("Newest with", typed)
        listing = home.of_cases(self._house, tx, title, cases[:MOST], len(cases), empty="No case has these words.")
        return self._listed(tx, pressed, listing)

    def _listed(self, tx: Transaction, pressed: Pressed, listing: Listing) -> Notice:
        zone = self._house.zone_of(tx, pressed)
        url = self._house.web_url
        return words.listed(_key(pressed), listing, now=pressed.now, zone=zone, web_url=url, show=SHOW)

    def _status(self, tx: Transaction, pressed: Pressed, _: str) -> Answer:
        sources, troubles = condition.of_all(tx, pressed.now)
        live = [state for state in State if state in LIVE_STATES]
        return words.status(
            _key(pressed),
            {state: case_search.count_live(tx, CaseQuery(states=frozenset({state}))) for state in live},
            overdue=case_search.count_live(tx, CaseQuery(overdue=pressed.now)),
            on_duty=duty_store.at(tx, pressed.now),
            silences=silences.acting(tx, self._first, pressed.now),
            troubles=troubles,
            sources=sources,
            now=pressed.now,
            zone=self._house.zone_of(tx, pressed),
            web_url=self._house.web_url,
        )

    def _mute(self, tx: Transaction, pressed: Pressed, typed: str) -> Answer:
        """Open the form that mutes; it is asked for and submitted like that of a button."""
        case = typed.upper() if _CASE.fullmatch(typed) and typed[:1].isalpha() else ""
        return self._handed(ADD, tx, pressed, case)

    def _handed(self, action: str, tx: Transaction, pressed: Pressed, value: str) -> Answer:
        """Do what the button of that action does."""
        reaction = self._others[action]
        if pressed.actor.role.rank < reaction.role.rank:
            leads = self._house.staff.leads()
            return press_words.not_yours(_key(pressed), needs=reaction.role, has=pressed.actor.role, ask=leads)
        asked = replace(pressed.press, kind=PressKind.BUTTON, action=action, value=value)
        return reaction.react(tx, replace(pressed, press=asked))

    def _digest(self, _tx: Transaction, pressed: Pressed, _: str) -> Answer:
        return Later(tell=partial(self._week, pressed))

    def _week(self, pressed: Pressed, db: Database) -> Notice:
        week = week_of(pressed.now, self._plan.zone)
        figures = digest.told(db, self._plan, self._plan.scopes[0], week, pressed.now)
        return digest_notice(figures, key=_key(pressed), base_url=self._house.web_url)


def _key(pressed: Pressed) -> str:
    return f"press:{pressed.press.id}"
