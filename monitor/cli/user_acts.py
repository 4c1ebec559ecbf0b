"""What `monitor users` and `monitor tokens` do."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from getpass import getuser
from pathlib import Path
from typing import Any

from monitor.access import grants, links, tokens
from monitor.access.tokens import Unfit
from monitor.assembly.configuration import read_config
from monitor.cli.failure import DONE, FAILED, WRONG, CommandError
from monitor.cli.output import say, show_json, show_table
from monitor.cli.store import opened
from monitor.config.nearest import suggestion
from monitor.config.schema import Config
from monitor.domain.access import Limits, Permission, Token, User, is_address, is_name
from monitor.domain.people import Role
from monitor.store import keyrings, users
from monitor.store.database import Transaction
from monitor.store.users import LastAdmin, NoSuchUser, Taken
from monitor.wording.access import TOKEN_COLUMNS, USER_COLUMNS, link_shown, token_line, user_line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """Whom something was done to, and the key of the link that follows from it, if one does."""

    user: User
    key: str | None = None


def list_users(args: argparse.Namespace) -> int:
    """Show everybody."""
    now = datetime.now(UTC)
    with opened(read_config(Path(args.config))) as db, db.read() as tx:
        found = users.listed(tx)
    if args.json:
        show_json({"users": [_document(user) for user in found]})
        return DONE
    rows = [(line.name, line.email, _role(line.role, off=line.off), line.sees, line.by, line.seen) for line in
            (user_line(user, now=now) for user in found)]  # fmt: skip
    empty = "nobody has access yet; `monitor run` shows a link that lets in the first"
    show_table([column.upper() for column in USER_COLUMNS], rows, empty=empty)
    return DONE


def run(args: argparse.Namespace) -> int:
    """Do what was asked to somebody's account."""
    config = read_config(Path(args.config))
    limits = _limits(config, args) if args.act in {"add", "role"} else Limits()
    try:
        with opened(config) as db, db.write() as tx:
            done = _ACTS[args.act](tx, args, limits, {"by": args.by or getuser(), "now": datetime.now(UTC)})
    except NoSuchUser as error:
        raise CommandError(str(error), code=WRONG) from error
    except (Taken, LastAdmin) as error:
        raise CommandError(str(error), code=FAILED) from error
    link = done.key and config.web.base_url.rstrip("/") + links.PATH + done.key
    if args.json:
        show_json(_document(done.user) | {"link": link})
    elif link:
        say(f"{link_shown(done.user.name, links.LASTS)[1]}\n{link}")
    else:
        told = "has no access any more" if done.user.off_at else f"has access as {_told(done.user)}"
        say(f"{done.user.name} {told}")
    return DONE


def list_tokens(args: argparse.Namespace) -> int:
    """Show every token, without its key."""
    now = datetime.now(UTC)
    with opened(read_config(Path(args.config))) as db, db.read() as tx:
        found = keyrings.tokens(tx)
    if args.json:
        show_json({"tokens": [_token_document(one) for one in found]})
        return DONE
    lines = (token_line(one, now=now) for one in found)
    rows = [(line.id, line.name, line.owner, line.may, line.sees, line.ends, line.seen) for line in lines]
    show_table(["ID", *(column.upper() for column in TOKEN_COLUMNS)], rows, empty="no program has a token")
    return DONE


def add_token(args: argparse.Namespace) -> int:
    """Make a token, and show its key this once."""
    config = read_config(Path(args.config))
    limits, by, now = _limits(config, args), args.by or getuser(), datetime.now(UTC)
    try:
        with opened(config) as db, db.write() as tx:
            scopes = {Permission(scope) for scope in args.scope}
            owner, lasts = users.called(tx, args.of), timedelta(days=args.days)
            key = tokens.make(tx, owner, name=args.name, scopes=scopes, limits=limits, lasts=lasts, by=by, now=now)
    except (NoSuchUser, Unfit) as error:
        raise CommandError(str(error), code=WRONG) from error
    if args.json:
        show_json({"name": args.name, "token": key})
    else:
        say(f"It is shown only now:\n{key}")
    return DONE


def revoke(args: argparse.Namespace) -> int:
    """Let a token work no longer."""
    with opened(read_config(Path(args.config))) as db, db.write() as tx:
        found = next((one for one in keyrings.tokens(tx) if one.id == args.id), None)
        if found is None:
            raise CommandError(f"there is no token {args.id}; `monitor tokens list` lists them", code=WRONG)
        tokens.revoke(tx, found, by=args.by or getuser(), now=datetime.now(UTC))
    if args.json:
        show_json({"id": found.id, "name": found.name})
    else:
        say(f"the token {found.name} works no longer")
    return DONE


def _add(tx: Transaction, args: argparse.Namespace, limits: Limits, who: Mapping[str, Any]) -> _Done:
    if not (is_address(args.email) and is_name(args.name)):
        raise CommandError(f"--email {args.email!r} is no e-mail address, or {args.name!r} no name", code=WRONG)
    user, key = grants.add(tx, name=args.name, email=args.email, role=Role(args.role), limits=limits, **who)
    return _Done(user=user, key=key)


def _change(tx: Transaction, args: argparse.Namespace, limits: Limits, who: Mapping[str, Any]) -> _Done:
    return _Done(user=grants.change(tx, users.called(tx, args.name), role=Role(args.role), limits=limits, **who))


def _password(tx: Transaction, args: argparse.Namespace, _: Limits, who: Mapping[str, Any]) -> _Done:
    user = users.called(tx, args.name)
    if user.off_at is not None:
        raise CommandError(f"{user.name} is switched off; `monitor users on` first", code=FAILED)
    return _Done(user=user, key=links.password(tx, user, **who))


def _off(tx: Transaction, args: argparse.Namespace, _: Limits, who: Mapping[str, Any]) -> _Done:
    return _Done(user=grants.turn_off(tx, users.called(tx, args.name), **who))


def _on(tx: Transaction, args: argparse.Namespace, _: Limits, who: Mapping[str, Any]) -> _Done:
    return _Done(user=grants.turn_on(tx, users.called(tx, args.name), **who))


_ACTS: Mapping[str, Callable[[Transaction, argparse.Namespace, Limits, Mapping[str, Any]], _Done]] = {
    "add": _add,
    "role": _change,
    "password": _password,
    "off": _off,
    "on": _on,
}


def _limits(config: Config, args: argparse.Namespace) -> Limits:
    """Return the limits that were asked for. Raises `CommandError` where a name is not configured."""
    brands = _known("--brand", args.brand, [brand.name for brand in config.brands])
    return Limits(
        brands=brands, departments=_known("--department", args.department, [one.name for one in config.departments])
    )


def _known(option: str, names: Sequence[str] | None, configured: Sequence[str]) -> frozenset[str] | None:
    for name in names or ():
        if name not in configured:
            told = suggestion(name, configured, none="the configuration has none")
            raise CommandError(f'{option}: there is no "{name}"; {told}', code=WRONG)
    return frozenset(names) if names else None


def _role(role: str, *, off: bool) -> str:
    return f"{role}, off" if off else role


def _told(user: User) -> str:
    return grants.told(user.role, user.limits)


def _document(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "role": user.role,
        **_limits_document(user.limits),
        "password": user.has_password,
        "single_sign_on": user.subject is not None,
        "made_at": user.made_at,
        "seen_at": user.seen_at,
        "off_at": user.off_at,
    }


def _token_document(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "of": token.owner,
        "scopes": sorted(token.scopes),
        **_limits_document(token.limits),
        "made_at": token.made_at,
        "ends_at": token.ends_at,
        "seen_at": token.seen_at,
        "revoked_at": token.revoked_at,
    }


def _limits_document(limits: Limits) -> dict[str, Any]:
    return {
        "brands": None if limits.brands is None else sorted(limits.brands),
        "departments": None if limits.departments is None else sorted(limits.departments),
    }
