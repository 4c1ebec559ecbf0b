"""What the method reference says of the methods that we use: arguments, scopes, tiers and errors."""

from tests.fake_slack.interaction_reference import INTERACTION
from tests.fake_slack.method import BOOLEAN, JSON, NUMBER, STRING, Method

_READING = {
    "token": STRING,
    "channel": STRING,
    "cursor": STRING,
    "include_all_metadata": BOOLEAN,
    "inclusive": BOOLEAN,
    "latest": STRING,
    "limit": NUMBER,
    "oldest": STRING,
}
_WRITING = {
    "token": STRING,
    "as_user": BOOLEAN,
    "attachments": JSON,
    "blocks": JSON,
    "channel": STRING,
    "link_names": BOOLEAN,
    "markdown_text": STRING,
    "metadata": JSON,
    "parse": STRING,
    "reply_broadcast": BOOLEAN,
    "text": STRING,
}
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_READ = ("channels:read", "groups:read", "im:read", "mpim:read")

_MESSAGES = {
    "auth.test": Method(arguments={"token": STRING}),
    "chat.postMessage": Method(
        arguments=_WRITING
        | {
            "current_draft_last_updated_ts": STRING,
            "icon_emoji": STRING,
            "icon_url": STRING,
            "mrkdwn": BOOLEAN,
            "thread_ts": STRING,
            "unfurl_links": BOOLEAN,
            "unfurl_media": BOOLEAN,
            "username": STRING,
        },
        required=("channel",),
        scopes=("chat:write",),
        own_errors="""
        app_access_restricted as_user_not_supported attachment_payload_limit_exceeded cannot_reply_to_message
        channel_not_found draft_already_deleted draft_already_sent draft_has_conflict draft_not_found
        duplicate_channel_not_found duplicate_message_not_found ekm_access_denied invalid_blocks invalid_blocks_format
        invalid_metadata_format invalid_metadata_schema is_archived markdown_text_conflict message_limit_exceeded
        messages_tab_disabled metadata_must_be_sent_from_app metadata_too_large missing_file_data msg_blocks_too_long
        no_text not_in_channel rate_limited restricted_action restricted_action_non_threadable_channel
        restricted_action_read_only_channel restricted_action_thread_locked restricted_action_thread_only_channel
        send_on_behalf_not_allowed slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked
        slack_connect_lists_sharing_blocked team_not_found too_many_attachments too_many_contact_cards
        """,
    ),
    "chat.update": Method(
        arguments=_WRITING | {"file_ids": JSON, "ts": STRING, "unfurled_attachments": JSON},
        required=("channel", "ts"),
        scopes=("chat:write",),
        a_minute=50,
        own_errors="""
        as_user_not_supported block_mismatch blocked_file_type cant_broadcast_message cant_update_message
        channel_not_found edit_window_closed external_channel_migrating file_deleted file_is_deleted file_not_found
        file_share_limit_reached invalid_attachments invalid_blocks invalid_blocks_format invalid_metadata_format
        invalid_metadata_schema is_inactive markdown_text_conflict max_file_sharing_exceeded message_limit_exceeded
        message_not_found metadata_must_be_sent_from_app metadata_too_large msg_too_long
        no_dual_broadcast_content_update no_text posting_to_channel_denied slack_connect_blocked_file_type
        slack_connect_canvas_sharing_blocked slack_connect_clip_sharing_blocked
        slack_connect_file_link_sharing_blocked slack_connect_file_upload_sharing_blocked streaming_state_conflict
        team_not_found too_many_attachments unable_to_share_files update_failed
        """,
    ),
    "chat.delete": Method(
        arguments={"token": STRING, "channel": STRING, "ts": STRING, "as_user": BOOLEAN},
        required=("channel", "ts"),
        scopes=("chat:write",),
        a_minute=50,
        own_errors="cant_delete_message channel_not_found message_not_found",
    ),
    "conversations.history": Method(
        arguments=_READING,
        required=("channel",),
        scopes=_HISTORY,
        a_minute=50,
        own_errors="""
        channel_is_limited_access channel_not_found invalid_cursor invalid_metadata_filter_keys invalid_ts_latest
        invalid_ts_oldest not_in_channel
        """,
    ),
    "conversations.replies": Method(
        arguments=_READING | {"ts": STRING},
        required=("channel", "ts"),
        scopes=_HISTORY,
        a_minute=50,
        own_errors="""
        channel_not_found invalid_cursor invalid_metadata_filter_keys invalid_ts_latest invalid_ts_oldest
        list_record_comment_fetch_failed method_not_supported_for_channel_type missing_scope thread_not_found
        """,
    ),
    "conversations.info": Method(
        arguments={"token": STRING, "channel": STRING, "include_locale": BOOLEAN, "include_num_members": BOOLEAN},
        required=("channel",),
        scopes=_READ,
        a_minute=50,
        own_errors="channel_is_limited_access channel_not_found missing_scope",
    ),
}

METHODS = _MESSAGES | INTERACTION


def complaint_about(method: str, arguments: dict[str, object]) -> str | None:
    """Say in words how `arguments` break the reference, or None."""
    if method not in METHODS:
        return f"no such method: {method}"
    known = METHODS[method]
    for name, value in arguments.items():
        if name not in known.arguments:
            return f"{method} has no argument {name!r}"
        if not _is(known.arguments[name], value):
            return f"{method}: {name} must be a {known.arguments[name]}, not {value!r:.80}"
    missing = [name for name in known.required if not arguments.get(name)]
    return f"{method} needs {missing}" if missing else None


def _is(kind: str, value: object) -> bool:
    if kind == STRING:
        return isinstance(value, str)
    if kind == BOOLEAN:
        return isinstance(value, bool) or value in ("0", "1", "true", "false")
    if kind == NUMBER:
        return not isinstance(value, bool) and str(value).isdigit()
    return isinstance(value, list | dict | str)
