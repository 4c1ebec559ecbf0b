"""What a page of ours never has: a look at its elements as the browser understood them, whatever ran or did not."""

from collections.abc import Callable

from playwright.sync_api import Error, Page

_STRANGE = """
() => {
  const runs = "script:not([src^='/static/']), iframe, frame, object, embed, applet, base, style, math, foreignObject,"
    + "use, animate, set, meta[http-equiv], link:not([rel=stylesheet]):not([rel=icon]), video, audio, marquee";
  const goes = (address) => ["http:", "https:"].includes(new URL(address, location).protocol);
  const leads = ["href", "src", "action", "formaction", "poster", "data", "background", "srcset", "xlink:href"];
  const runner = /^on|^style$|^srcdoc$|^ping$|^is$/i;
  const bad = ({ name, value }) => runner.test(name) || (leads.includes(name) && !goes(value));
  return [...document.querySelectorAll("*")]
    .filter((node) => node.matches(runs) || [...node.attributes].some(bad))
    .map((node) => `strange: ${node.outerHTML.slice(0, 160)}`);
}
"""
_FORMS = "form[method=post]:not([action$='/logout'])"
_FILL = """
([which, forms, words]) => {
  const form = document.querySelectorAll(forms)[which];
  form.noValidate = true;
  for (const field of form.querySelectorAll("input, textarea")) {
    if (["hidden", "checkbox", "radio", "password", "submit", "file"].includes(field.type)) continue;
    const twin = document.createElement("input");
    Object.assign(twin, { type: "hidden", name: field.name, value: words });
    form.append(twin);
    field.disabled = true;
  }
  form.requestSubmit(form.querySelector("button"));
}
"""


def strange(page: Page) -> list[str]:
    """Return what is on a page that is not ours."""
    return list(page.evaluate(_STRANGE))


def asked_for(page: Page) -> list[str]:
    """Return the names of all that the forms of a page put into an address."""
    return list(
        page.evaluate("() => [...document.querySelectorAll('form[method=get] [name]')].map((field) => field.name)")
    )


def fill_in_all(page: Page, path: str, words: str, check: Callable[[], None]) -> int:
    """Type `words` into each form of the page at `path`, send it off and `check` what comes; return how many it has."""
    page.goto(path)
    count = page.locator(_FORMS).count()
    for which in range(count):
        if page.url.endswith(path) or page.goto(path):
            if page.locator(_FORMS).count() <= which:
                break
            try:
                with page.expect_navigation(wait_until="domcontentloaded"):
                    page.evaluate(_FILL, [which, _FORMS, words])
            except Error as error:
                if "ERR_ABORTED" not in error.message:  # a file came, and no page
                    raise
            check()
    return count
