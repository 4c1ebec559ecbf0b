"""`monitor judgement audit`: the week's sample, one mention at a time, without what the judge thought of it."""

import argparse
import sys
from getpass import getuser
from pathlib import Path

from monitor.assembly.configuration import read_config
from monitor.assembly.judging import mask
from monitor.assembly.teaching import audit_for
from monitor.assembly.tuning import case_threshold
from monitor.cli.failure import DONE
from monitor.cli.moment import now_of
from monitor.cli.output import complain, say
from monitor.cli.store import opened
from monitor.domain.act import NotAllowed
from monitor.store import audits
from monitor.wording.quotes import quote_of

_KEYS = {"y": (True, True), "n": (False, True), "o": (None, False), "?": (None, True)}
_ASKS = "complaint? y(es), n(o), o(thers': not about us), ? (cannot tell), q(uit): "


def run(args: argparse.Namespace) -> int:
    """Ask until all is answered, or the person stops."""
    now, config = now_of(args), read_config(Path(args.config))
    by = args.by or getuser()
    with opened(config) as db:
        if args.draw:
            audit_for(config, db, case_threshold(config), channel=None).run_once(now)
        while True:
            with db.read() as tx:
                asked = audits.next_question(tx)
            if asked is None:
                complain("nothing waits to be read: a sample is drawn each week, or now with --draw")
                return DONE
            say(f"\n{asked.week}, {asked.place} of {asked.of}, {asked.brand}:\n\n{mask(quote_of(asked.mention))}\n")
            said = _answer()
            if said is None:
                return DONE
            complaint, ours = said
            try:
                with db.write() as tx:
                    audits.answer(tx, asked.id, complaint=complaint, ours=ours, by=by, now=now)
            except NotAllowed as error:
                complain(str(error))


def _answer() -> tuple[bool | None, bool] | None:
    while True:
        sys.stderr.write(_ASKS)
        sys.stderr.flush()
        line = sys.stdin.readline()
        key = line.strip().lower()[:1]
        if not line or key == "q":
            return None
        if key in _KEYS:
            return _KEYS[key]
