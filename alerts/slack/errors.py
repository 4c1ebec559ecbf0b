"""What each error of Slack's means for a notice.

The codes are those that the method reference documents for the methods that we call, and those common to all methods.
A code that is not here is doubtful, never fatal: it is looked up before it is posted again.
"""

from slack_sdk.errors import SlackApiError

from alerts.contract import ChannelError, Gone, Invalid, Refused, Unavailable, Uncertain

_LATER = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "message_limit_exceeded",
        "service_unavailable",
        "request_timeout",
        "internal_error",
        "team_added_to_org",
        "org_login_required",
        "external_channel_migrating",
        "streaming_state_conflict",
        "update_failed",
        "file_update_failed",
    }
)
_DOUBTFUL = frozenset({"fatal_error"})
_GONE = frozenset({"message_not_found", "thread_not_found"})
_REMEDIES = {
    "not_in_channel": "invite the bot to the channel: /invite @its-name",
    "channel_not_found": "check the channel's id, and invite the bot where the channel is private",
    "is_archived": "unarchive the channel, or configure another",
    "is_inactive": "the channel is frozen, archived or deleted: configure another",
    "channel_is_limited_access": "the bot has no access to this kind of channel: configure another",
    "restricted_action": "a preference of the workspace forbids posting here: ask its administrators",
    "restricted_action_read_only_channel": "the channel is read-only: let the bot post in its settings",
    "restricted_action_thread_only_channel": "the channel takes replies only: configure another",
    "messages_tab_disabled": "turn on the app's Messages tab under App Home",
    "posting_to_channel_denied": "let the bot post in the channel's settings",
    "ekm_access_denied": "the workspace's administrators have suspended posting: ask them",
    "team_not_found": "write the channel's id, not its name, and check the token's workspace",
    "no_permission": "invite the bot to the channel, and reinstall the app with the scopes it asks for",
    "missing_scope": "add the scope under OAuth & Permissions and reinstall the app",
    "invalid_auth": "check the bot's token (xoxb-...)",
    "not_authed": "set the bot's token (xoxb-...)",
    "not_allowed_token_type": "use the bot's token (xoxb-...), not another",
    "token_expired": "the token has expired: reinstall the app and set the new one",
    "token_revoked": "the token was revoked: reinstall the app and set the new one",
    "account_inactive": "the bot's user or its workspace is gone: reinstall the app and set the new token",
    "app_access_restricted": "let the bot's user use the app in the workspace's settings",
    "two_factor_setup_required": "the workspace asks for two-factor login: ask its administrators",
    "enterprise_is_restricted": "install the app in a workspace, not in the organisation",
    "is_bot": "replace the legacy bot by an app with a bot token (xoxb-...)",
    "access_denied": "ask the workspace's administrators to allow the app",
    "accesslimited": "Slack may not be used from this network: ask the workspace's administrators",
    "metadata_must_be_sent_from_app": "use the bot token of an app, so that posts can be found again",
    "unknown_method": "upgrade: Slack no longer knows this method, or base_url is not Slack's",
    "method_deprecated": "upgrade: Slack has retired this method",
    "deprecated_endpoint": "upgrade: Slack has retired this address",
    "method_not_supported_for_channel_type": "configure a channel, not a direct conversation",
    "expired_trigger_id": "press again: Slack opens a form only within seconds of a press",
    "exchanged_trigger_id": "press again: Slack opens one form for one press",
    "invalid_trigger_id": "press again: Slack opens a form only for a press in its own workspace",
    "not_enabled": "turn on the app's Home tab under App Home",
    "missing_profile_id": "the app's home cannot be shown to this person",
    "user_not_in_channel": "the person is not in the channel: let them join it",
    "user_not_found": "nobody of that id is in the workspace",
    "user_disabled": "the person's account is deactivated",
    "cannot_dm_bot": "a bot takes no direct messages",
    "user_not_visible": "the bot may not see this person: ask the workspace's administrators",
    "plan_upgrade_required": "user groups need a paid plan of Slack's",
    "forbidden_team": "the workspace forbids this app: ask its administrators",
    "insecure_request": "use an address with https",
    "file_uploads_disabled": "the workspace takes no files: ask its administrators",
    "file_uploads_except_images_disabled": "the workspace takes no such files: ask its administrators",
    "file_type_not_allowed": "the workspace takes no such files: ask its administrators",
    "file_upload_size_restricted": "the workspace takes only smaller files: ask its administrators",
    "storage_limit_reached": "the workspace's storage is full",
}
_OF_TOKENS = {"invalid_auth", "not_authed", "not_allowed_token_type", "missing_scope", "token_revoked"}
_APP_LEVEL = "check the app_token (xapp-...) and that it has connections:write"
_OURS = frozenset(
    {
        "alt_txt_too_large",
        "as_user_not_supported",
        "attachment_payload_limit_exceeded",
        "block_mismatch",
        "blocked_file_type",
        "cannot_reply_to_message",
        "cant_broadcast_message",
        "cant_delete_message",
        "cant_update_message",
        "channels_limit_exceeded",
        "draft_already_deleted",
        "draft_already_sent",
        "draft_has_conflict",
        "draft_not_found",
        "duplicate_channel_not_found",
        "duplicate_external_id",
        "duplicate_message_not_found",
        "edit_window_closed",
        "file_deleted",
        "file_is_deleted",
        "file_not_found",
        "file_share_limit_reached",
        "hash_conflict",
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_array_arg",
        "invalid_attachments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_channel",
        "invalid_charset",
        "invalid_cursor",
        "invalid_form_data",
        "invalid_metadata_filter_keys",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "invalid_post_type",
        "invalid_team",
        "invalid_ts_latest",
        "invalid_ts_oldest",
        "invalid_user_combination",
        "list_record_comment_fetch_failed",
        "markdown_text_conflict",
        "max_file_sharing_exceeded",
        "metadata_too_large",
        "missing_args",
        "missing_argument",
        "missing_file_data",
        "missing_post_type",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_dual_broadcast_content_update",
        "no_text",
        "not_enough_users",
        "not_found",
        "not_implemented",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_locked",
        "send_on_behalf_not_allowed",
        "slack_connect_blocked_file_type",
        "slack_connect_canvas_sharing_blocked",
        "slack_connect_clip_sharing_blocked",
        "slack_connect_file_link_sharing_blocked",
        "slack_connect_file_upload_sharing_blocked",
        "slack_connect_lists_sharing_blocked",
        "snippet_too_large",
        "too_many_attachments",
        "too_many_contact_cards",
        "too_many_users",
        "unable_to_share_files",
        "unknown_snippet_type",
        "unknown_subtype",
        "users_list_not_supplied",
        "users_not_found",
        "view_too_large",
    }
)
KNOWN = _LATER | _DOUBTFUL | _GONE | frozenset(_REMEDIES) | _OURS


class NoSuchPlace(Refused):
    """The conversation or person that a message was for takes none; others may."""


class MissingScope(Refused):
    """The app was not given a scope that the method needs."""


def class_of(code: str) -> type[ChannelError]:
    """Return what the error `code` makes of a call."""
    if code in _LATER:
        return Unavailable
    if code in _REMEDIES:
        return _REFUSED.get(code, Refused)
    if code in _OURS:
        return Invalid
    return Gone if code in _GONE else Uncertain


_REFUSED = {"missing_scope": MissingScope} | dict.fromkeys(
    (
        "channel_not_found",
        "user_not_found",
        "user_not_visible",
        "user_disabled",
        "cannot_dm_bot",
        "messages_tab_disabled",
        "not_in_channel",
        "is_archived",
        "is_inactive",
        "restricted_action",
    ),
    NoSuchPlace,
)


def read(error: SlackApiError, method: str, channel: str) -> ChannelError:
    """Return what `error` means, in words with the remedy. Never the request, the token or a text of a message."""
    answer = error.response
    code = str(answer.get("error") or "") if answer.get("ok") is not True else ""
    what = f"{method} in {channel}: {code or f'HTTP {answer.status_code} without an error code'}"
    if code == "missing_scope":
        what += f" (needs {answer.get('needed')}, has {answer.get('provided')})"
    remedy = _APP_LEVEL if method == "apps.connections.open" and code in _OF_TOKENS else _REMEDIES.get(code)
    return class_of(code)(f"Slack answered {what}. Remedy: {remedy}" if remedy else f"Slack answered {what}")
