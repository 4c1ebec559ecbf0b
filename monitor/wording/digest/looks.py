"""How the digest looks, in one place: in a mail each piece carries its own style, on a page a style sheet has them all.

Mail programs honour little: declarations that old ones know, none that need another file. What depends on the screen
(dark, narrow, paper) stands in a sheet, which those read that can. Every text has a contrast of 4.5:1 at least.
"""

from collections.abc import Mapping

_SANS = "-apple-system,'Segoe UI',Roboto,'Noto Sans',Helvetica,Arial,sans-serif"
_HEAD = "color:#5c5c57;font-weight:normal;font-size:12px;padding:4px 6px;vertical-align:bottom"
_WHOLE = "word-break:normal;overflow-wrap:normal"  # figures and heads are never broken
LOOKS: Mapping[str, str] = {
    "ground": "margin:0;padding:0;background-color:#f2f2ef",
    "paper": f"background-color:#ffffff;color:#1d1d1b;font:15px/1.45 {_SANS};max-width:720px;padding:20px 24px;"
    "overflow-wrap:anywhere;word-break:break-word",
    "heading": "font-size:20px;line-height:1.3;margin:0 0 4px",
    "soft": "color:#5c5c57;font-size:13px;margin:0 0 12px",
    "sentence": "font-size:16px;margin:0 0 8px",
    "decision": "background-color:#fdf3e1;color:#1d1d1b;border-left:4px solid #8c3d00;padding:10px 14px;margin:14px 0",
    "picture": "display:block;width:100%;max-width:672px;height:auto;border:0;margin:14px 0",
    "over-table": "font-size:16px;margin:24px 0 4px",
    "figures": "width:100%;border-collapse:collapse;font-size:14px",
    "column": f"text-align:left;{_WHOLE};{_HEAD}",
    "count-of": f"text-align:right;{_WHOLE};{_HEAD}",
    "of-row": "text-align:left;font-weight:normal;padding:5px 6px;border-top:1px solid #dcdcd7;vertical-align:top",
    "value": f"text-align:left;{_WHOLE};padding:5px 6px;border-top:1px solid #dcdcd7;vertical-align:top",
    "count": f"text-align:right;{_WHOLE};padding:5px 6px;border-top:1px solid #dcdcd7;vertical-align:top",
    "below": "display:block;color:#5c5c57;font-size:12px",
    "link": "color:#0b57a4;white-space:nowrap",
    "more": "color:#0b57a4;white-space:nowrap",
}
_SCREENS = """
.of-row .link, .value .link, .count .link { display: inline-block; min-width: 24px; min-height: 24px; }
@media (max-width: 600px) {
  .paper { padding: 14px 10px !important; }
  .figures { font-size: 13px !important; }
  .column, .count-of { font-size: 11px !important; }
  .column, .count-of, .of-row, .value, .count { padding-left: 2px !important; padding-right: 2px !important; }
}
@media (prefers-color-scheme: dark) {
  .ground { background-color: #111110 !important; }
  .paper { background-color: #171716 !important; color: #ecece6 !important; }
  .decision { background-color: #33261a !important; color: #ecece6 !important; border-color: #ffac70 !important; }
  .soft, .column, .count-of, .below { color: #a9a9a1 !important; }
  .of-row, .value, .count { border-color: #3a3a36 !important; }
  .link, .more { color: #8cc0ff !important; }
}
@media print {
  @page { margin: 15mm; }
  .ground, .paper { background-color: #ffffff !important; color: #000000 !important; }
  .paper { max-width: none !important; padding: 0 !important; }
  .decision { background-color: #ffffff !important; color: #000000 !important; }
  .soft, .column, .count-of, .below { color: #444444 !important; }
  .link { color: #000000 !important; text-decoration: none !important; }
  .more { display: none !important; }
  .over-table { break-after: avoid; }
  tr, .decision, .picture { break-inside: avoid; }
}
"""


def within(look: str) -> str:
    """Return the attributes of a piece that must carry its style with it."""
    return f'class="{look}" style="{LOOKS[look]}"'


def by_name(look: str) -> str:
    """Return the attributes of a piece whose style a sheet has."""
    if look not in LOOKS:
        raise KeyError(look)
    return f'class="{look}"'


def for_screens() -> str:
    """Return the sheet of what depends on the screen, for a document whose pieces carry their styles."""
    return _SCREENS


def whole_sheet() -> str:
    """Return the sheet of a page whose pieces are named alone."""
    return "\n".join(f".{look} {{ {declared} }}" for look, declared in LOOKS.items()) + _SCREENS
