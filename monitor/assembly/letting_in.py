"""Letting in: what the configuration says of the organisation's own login, as the floors below know it."""

from collections.abc import Sequence

from monitor.access.arrivals import Grant
from monitor.access.oidc import Client, Provider
from monitor.config.schema import Config
from monitor.domain.access import Limits
from monitor.domain.people import Role
from monitor.web.provider import SingleSignOn


def single_sign_on(config: Config) -> SingleSignOn | None:
    """Return the organisation's own login; None where it has none."""
    written = config.web.provider
    if written is None:
        return None
    secret = written.client_secret
    client = Client(
        issuer=written.issuer,
        client_id=written.client_id,
        client_secret=secret.get_secret_value() if secret else None,
        scopes=written.scopes,
        groups_claim=written.groups_claim,
    )
    grants = [
        Grant(
            group=each.group,
            role=Role(each.role),
            limits=Limits(brands=_names(each.brands), departments=_names(each.departments)),
        )
        for each in written.groups
    ]
    return SingleSignOn(provider=Provider(client), label=written.label, grants=grants)


def _names(written: Sequence[str] | None) -> frozenset[str] | None:
    return None if written is None else frozenset(written)
