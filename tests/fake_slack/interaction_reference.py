"""What the method reference says of views, people, pictures and the socket."""

from tests.fake_slack.method import BOOLEAN, JSON, NUMBER, STRING, Method

_VIEW = {"token": STRING, "view": JSON}

INTERACTION = {
    "views.open": Method(
        arguments=_VIEW | {"trigger_id": STRING, "interactivity_pointer": STRING},
        required=("view",),
        a_minute=100,
        own_errors="duplicate_external_id exchanged_trigger_id expired_trigger_id invalid_trigger_id view_too_large",
    ),
    "views.update": Method(
        arguments=_VIEW | {"view_id": STRING, "external_id": STRING, "hash": STRING},
        required=("view",),
        a_minute=100,
        own_errors="duplicate_external_id hash_conflict not_found view_too_large",
    ),
    "views.publish": Method(
        arguments=_VIEW | {"user_id": STRING, "hash": STRING, "interactivity_pointer": STRING},
        required=("user_id", "view"),
        a_minute=100,
        own_errors="""
        duplicate_external_id hash_conflict missing_profile_id not_enabled not_implemented view_too_large
        """,
    ),
    "chat.postEphemeral": Method(
        arguments={
            "token": STRING,
            "as_user": BOOLEAN,
            "attachments": JSON,
            "blocks": JSON,
            "channel": STRING,
            "icon_emoji": STRING,
            "icon_url": STRING,
            "link_names": BOOLEAN,
            "markdown_text": STRING,
            "metadata": JSON,
            "parse": STRING,
            "text": STRING,
            "thread_ts": STRING,
            "user": STRING,
            "username": STRING,
        },
        required=("channel", "user"),
        scopes=("chat:write",),
        a_minute=100,
        own_errors="""
        cannot_reply_to_message channel_not_found invalid_attachments invalid_blocks invalid_blocks_format is_archived
        markdown_text_conflict message_limit_exceeded messages_tab_disabled msg_too_long no_text not_in_channel
        restricted_action too_many_attachments user_not_in_channel
        """,
    ),
    "users.info": Method(
        arguments={"token": STRING, "include_locale": BOOLEAN, "user": STRING},
        required=("user",),
        scopes=("users:read",),
        a_minute=100,
        own_errors="too_many_users user_not_found user_not_visible",
    ),
    "users.lookupByEmail": Method(
        arguments={"token": STRING, "email": STRING},
        required=("email",),
        scopes=("users:read.email",),
        a_minute=50,
        own_errors="users_not_found",
    ),
    "conversations.open": Method(
        arguments={
            "token": STRING,
            "channel": STRING,
            "prevent_creation": BOOLEAN,
            "return_im": BOOLEAN,
            "users": STRING,
        },
        scopes=("im:write", "mpim:write", "channels:manage", "groups:write"),
        a_minute=50,
        own_errors="""
        channel_not_found invalid_user_combination method_not_supported_for_channel_type not_enough_users too_many_users
        user_disabled user_not_found user_not_visible users_list_not_supplied
        """,
    ),
    "usergroups.list": Method(
        arguments={
            "token": STRING,
            "include_count": BOOLEAN,
            "include_disabled": BOOLEAN,
            "include_users": BOOLEAN,
            "team_id": STRING,
        },
        scopes=("usergroups:read",),
        a_minute=20,
        own_errors="invalid_cursor invalid_team missing_argument plan_upgrade_required users_not_found",
    ),
    "apps.connections.open": Method(
        arguments={"token": STRING},
        app_level=True,
        a_minute=50,
        own_errors="forbidden_team insecure_request missing_args",
    ),
    "files.getUploadURLExternal": Method(
        arguments={
            "token": STRING,
            "length": NUMBER,
            "filename": STRING,
            "snippet_type": STRING,
            "alt_txt": STRING,
        },
        required=("filename", "length"),
        scopes=("files:write",),
        a_minute=100,
        own_errors="""
        alt_txt_too_large file_type_not_allowed file_upload_size_restricted file_uploads_disabled
        file_uploads_except_images_disabled missing_argument snippet_too_large storage_limit_reached
        unknown_snippet_type unknown_subtype
        """,
    ),
    "files.completeUploadExternal": Method(
        arguments={
            "token": STRING,
            "files": JSON,
            "channel_id": STRING,
            "thread_ts": STRING,
            "channels": STRING,
            "initial_comment": STRING,
            "blocks": STRING,
            "username": STRING,
            "icon_url": STRING,
            "icon_emoji": STRING,
        },
        required=("files",),
        scopes=("files:write",),
        a_minute=100,
        own_errors="""
        channel_not_found channels_limit_exceeded file_not_found file_type_not_allowed
        file_uploads_except_images_disabled file_update_failed invalid_blocks invalid_channel not_in_channel
        posting_to_channel_denied
        """,
    ),
}
