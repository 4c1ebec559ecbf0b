"""Block Kit as HTML, about as Slack draws it: enough to see whether a message reads well. Pure."""

import base64
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from html import escape, unescape
from typing import Any

Block = Mapping[str, Any]
_NAMES = {"U0ANN": "Ann", "U0BOB": "Bob"}

STYLE = """
*{box-sizing:border-box} body{margin:0;background:#fff;font:15px/1.46 Lato,'Noto Color Emoji',sans-serif;color:#1d1c1d}
.card{border-bottom:8px solid #ff00ff;padding:16px 20px} .inner{width:660px} .modal .inner{width:480px}
.who{display:flex;gap:10px} .face{width:36px;height:36px;border-radius:8px;background:#1d3557;color:#fff;
font-weight:900;text-align:center;line-height:36px;flex:none} .name{font-weight:900} .app{font-size:10px;
background:#e8e8e8;color:#616061;border-radius:2px;padding:1px 3px;margin:0 4px;vertical-align:2px} .when{color:#616061;
font-size:12px} .only{color:#616061;font-size:13px} .block{margin:6px 0} h1{font-size:18px;line-height:1.3;margin:6px 0}
blockquote{margin:4px 0;border-left:4px solid #ddd;padding-left:12px;white-space:pre-wrap} .text{white-space:pre-wrap}
.buttons{display:flex;flex-wrap:wrap;gap:8px;align-items:center} .button{border:1px solid #bbb;border-radius:4px;
padding:3px 11px;font-weight:700;font-size:14px;background:#fff} .primary{background:#007a5a;border-color:#007a5a;
color:#fff} .select{border:1px solid #bbb;border-radius:4px;padding:3px 11px;font-size:14px;min-width:110px;
display:flex;justify-content:space-between;gap:18px} .select:after{content:'\\25be';color:#616061}
a{color:#1264a3;text-decoration:none}
.modal .window{border:1px solid #ddd;border-radius:8px;box-shadow:0 4px 14px #0002} .bar{display:flex;
justify-content:space-between;padding:14px 20px;border-bottom:1px solid #eee;font-size:20px;font-weight:900}
.fields{padding:6px 20px 12px} .foot{padding:12px 20px;display:flex;justify-content:flex-end;gap:10px;
border-top:1px solid #eee} label{display:block;font-weight:900;margin:12px 0 4px} .soft{font-weight:400;color:#616061}
.input{border:1px solid #86868b;border-radius:4px;padding:7px 11px;white-space:pre-wrap;min-height:38px}
.tall{min-height:76px} .hint{font-size:12px;color:#616061;margin-top:3px} .home h1{margin-top:18px}
.home .window{border:1px solid #ddd;
border-radius:8px;padding:6px 20px 14px} img{max-width:100%;border:1px solid #eee;border-radius:6px}
"""


def message(blocks: Sequence[Block], *, when: str = "12:00", only: bool = False, picture: bytes | None = None) -> str:
    """Return a message; `only`: one person alone sees it."""
    note = '<div class="only">Only visible to you</div>' if only else ""
    shown = "" if picture is None else f'<img src="data:image/png;base64,{base64.b64encode(picture).decode()}">'
    name = f'<span class="name">complaints</span><span class="app">APP</span><span class="when">{when}</span>'
    body = f"{note}<div>{name}</div>{_blocks(blocks)}{shown}"
    return f'<div class="card"><div class="inner who"><div class="face">C</div><div>{body}</div></div></div>'


def modal(view: Block) -> str:
    """Return a modal."""
    bar = f'<div class="bar"><span>{_plain(view["title"])}</span><span class="soft">✕</span></div>'
    foot = "".join(
        f'<span class="button{kind}">{_plain(view[key])}</span>'
        for key, kind in (("close", ""), ("submit", " primary"))
        if key in view
    )
    inner = f'{bar}<div class="fields">{_blocks(view["blocks"])}</div><div class="foot">{foot}</div>'
    return f'<div class="card modal"><div class="inner window">{inner}</div></div>'


def home(view: Block) -> str:
    """Return the app's home."""
    return f'<div class="card home"><div class="inner window">{_blocks(view["blocks"])}</div></div>'


def page(cards: Iterable[str]) -> str:
    """Return a page of cards, one below the other, with a line in a colour of its own behind each."""
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>{''.join(cards)}"


def _blocks(blocks: Sequence[Block]) -> str:
    return "".join(_BLOCKS[block["type"]](block) for block in blocks)


def _rich(block: Block) -> str:
    return f'<div class="block">{"".join(map(_part, block["elements"]))}</div>'


def _part(part: Block) -> str:
    inside = "".join(map(_run, part["elements"]))
    return (
        f"<blockquote>{inside}</blockquote>"
        if part["type"] == "rich_text_quote"
        else f'<div class="text">{inside}</div>'
    )


def _run(run: Block) -> str:
    text, style = escape(run["text"]), run.get("style", {})
    if run["type"] == "link":
        return f"<a>{text}</a>"
    text = f"<b>{text}</b>" if style.get("bold") else text
    return f"<i class='soft'>{text}</i>" if style.get("italic") else text


def _plain(text: Block) -> str:
    return escape(unescape(text["text"]))


def _actions(block: Block) -> str:
    return f'<div class="block buttons">{"".join(map(_pressable, block["elements"]))}</div>'


def _pressable(element: Block) -> str:
    if element["type"] == "button":
        kind = " primary" if element.get("style") == "primary" else ""
        return f'<span class="button{kind}">{_plain(element["text"])}</span>'
    if element["type"] == "overflow":
        return '<span class="button">•••</span>'
    return f'<span class="select">{_plain(element["placeholder"])}</span>'


def _input(block: Block) -> str:
    element = block["element"]
    optional = ' <span class="soft">(optional)</span>' if block.get("optional") else ""
    hint = f'<div class="hint">{_plain(block["hint"])}</div>' if "hint" in block else ""
    return f"<label>{_plain(block['label'])}{optional}</label>{_INPUTS[element['type']](element)}{hint}"


def _typed(element: Block) -> str:
    tall = " tall" if element.get("multiline") else ""
    return f'<div class="input{tall}">{escape(element.get("initial_value", ""))}</div>'


def _chosen(element: Block) -> str:
    chosen = element.get("initial_option")
    shown = _plain(chosen["text"]) if chosen else f'<span class="soft">{_plain(element["placeholder"])}</span>'
    return f'<div class="select">{shown}</div>'


def _moment(element: Block) -> str:
    at = element.get("initial_date_time")
    shown = (
        f"{datetime.fromtimestamp(at, UTC):%d %b %Y · %H:%M}"
        if at
        else '<span class="soft">Choose a date and time</span>'
    )
    return f'<div class="select">{shown}</div>'


def _nothing(words: str) -> Callable[[Block], str]:
    return lambda element: f'<div class="select">{escape(words)}</div>'


_INPUTS: Mapping[str, Callable[[Block], str]] = {
    "plain_text_input": _typed,
    "static_select": _chosen,
    "users_select": _nothing("@Ann"),
    "datetimepicker": _moment,
}
_BLOCKS: Mapping[str, Callable[[Block], str]] = {
    "header": lambda block: f"<h1>{_plain(block['text'])}</h1>",
    "rich_text": _rich,
    "section": lambda block: f'<div class="block"><a>{escape(_called(block["text"]["text"]))}</a></div>',
    "actions": _actions,
    "input": _input,
}


def _called(line: str) -> str:
    """People and groups as Slack shows them: by name."""
    return re.sub(r"<(?:@|!subteam\^)([A-Z0-9]+)>", lambda found: f"@{_NAMES.get(found[1], found[1])}", line)
