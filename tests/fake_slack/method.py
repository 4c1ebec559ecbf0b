"""How the method reference describes one method."""

from dataclasses import dataclass

STRING, BOOLEAN, NUMBER, JSON = "string", "boolean", "number", "json"

_COMMON = """
access_denied account_inactive accesslimited deprecated_endpoint ekm_access_denied enterprise_is_restricted fatal_error
invalid_arg_name invalid_array_arg invalid_charset invalid_form_data invalid_post_type
is_bot method_deprecated missing_post_type missing_scope no_permission not_allowed_token_type not_authed
org_login_required ratelimited request_timeout service_unavailable team_added_to_org token_expired token_revoked
two_factor_setup_required unknown_method
"""
# The reference lists these two under auth.test alone; Slack gives them everywhere.
_EVERYWHERE = "invalid_auth internal_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method. `scopes`: any one of them will do. `a_minute` is its tier's rate; None where it has its own rule.

    `app_level` methods take an app-level token (xapp-...), all others the bot's.
    """

    arguments: dict[str, str]
    required: tuple[str, ...] = ()
    app_level: bool = False
    scopes: tuple[str, ...] = ()
    a_minute: int | None = None
    own_errors: str = ""

    @property
    def errors(self) -> frozenset[str]:
        """Every error that this method is known to give."""
        return frozenset(f"{self.own_errors} {_COMMON} {_EVERYWHERE}".split())
