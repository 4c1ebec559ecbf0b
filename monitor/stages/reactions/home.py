"""The app's home: one person's cases, their department's, what is overdue, and how the monitor fares."""

from collections.abc import Iterator
from functools import partial

from alerts.interactive import Screen
from monitor.domain.case import LIVE_STATES, Case, State
from monitor.stages.reactions import condition
from monitor.stages.reactions.contract import HOME, Pressed, Reaction, Reactions, Role
from monitor.stages.reactions.house import House
from monitor.store import case_files, case_search, incidents, on_duty, shifts
from monitor.store.case_search import CaseQuery
from monitor.store.database import Transaction
from monitor.store.incident_files import incident_file
from monitor.wording import home as words
from monitor.wording.home import MOST, MOST_INCIDENTS, Listing
from monitor.wording.pressable import Actions
from monitor.wording.quotes import quote_of


def reactions(house: House, actions: Actions) -> Reactions:
    """Return what opening the home shows; `actions` are those that something follows from."""
    return {HOME: Reaction(react=partial(_home, house, actions), role=Role.VIEWER)}


def listing(house: House, tx: Transaction, title: str, query: CaseQuery, *, empty: str) -> Listing:
    """Return the cases that match, the ones due first before the others, with masked words."""
    total = case_search.count_live(tx, query)
    return of_cases(house, tx, title, case_search.soonest(tx, query) if total else [], total, empty=empty)


def of_cases(house: House, tx: Transaction, title: str, cases: list[Case], total: int, *, empty: str) -> Listing:
    """Return these cases with masked words."""
    files = case_files.files(tx, [case.id for case in cases])
    quotes = {file.case.id: house.mask(quote_of(file.mention)) for file in files if not file.gone}
    return Listing(title=title, files=files, total=total, quotes=quotes, empty=empty)


def mine(house: House, tx: Transaction, pressed: Pressed) -> Listing:
    """Return what whoever pressed has."""
    query = CaseQuery(states=LIVE_STATES, owner=pressed.actor.name, limit=MOST)
    return listing(house, tx, "Mine", query, empty="You have no open case.")


def overdue(house: House, tx: Transaction, pressed: Pressed) -> Listing:
    """Return what is unanswered past its time, everybody's."""
    query = CaseQuery(overdue=pressed.now, limit=MOST)
    return listing(house, tx, "Overdue", query, empty="Nothing is late.")


def _home(house: House, actions: Actions, tx: Transaction, pressed: Pressed) -> Screen:
    sources, troubles = condition.of_all(tx, pressed.now)
    return words.screen(
        tuple(_listings(house, tx, pressed)),
        incidents=[incident_file(tx, one) for one in incidents.newest(tx, open_only=True, limit=MOST_INCIDENTS + 1)],
        actions=actions,
        on_duty=on_duty.at(tx, pressed.now),
        relays=shifts.pending(tx, house.department_of(tx, pressed), pressed.now),
        troubles=troubles,
        sources=sources,
        web_url=house.web_url,
        now=pressed.now,
        zone=house.zone_of(tx, pressed),
    )


def _listings(house: House, tx: Transaction, pressed: Pressed) -> Iterator[Listing]:
    yield mine(house, tx, pressed)
    department = house.department_of(tx, pressed)
    free = CaseQuery(states=frozenset({State.OPEN}), owner="", department=department, awake=pressed.now, limit=MOST)
    title = f"Nobody has taken, in {department}" if department else "Nobody has taken"
    yield listing(house, tx, title, free, empty="Everything is taken.")
    if department:
        team = CaseQuery(states=LIVE_STATES, department=department, limit=MOST)
        yield listing(house, tx, f"All of {department}", team, empty="No open case.")
    yield overdue(house, tx, pressed)
