"""A form and a screen to show, in our own words."""

from alerts.contract import Button, Choice, Menu
from alerts.interactive import Field, FieldKind, Form, Row, Screen, Section

OUTCOMES = (Choice(label="Won back", value="recovered"), Choice(label="No change", value="unchanged"))

FORM = Form(
    action="respond",
    value="C-1042",
    title="Respond to C-1042",
    submit="Send",
    body="You may offer a voucher of up to 50 pounds, in private.",
    quote="Three weeks of waiting & the desk says <no refund>.",
    fields=(
        Field(
            name="reply", label="Your answer", kind=FieldKind.TEXT, value="We are sorry.", hint="At most 350 characters"
        ),
        Field(name="name", label="Signed by", optional=True, longest=40),
        Field(name="outcome", label="Outcome", kind=FieldKind.CHOICE, value="unchanged", choices=OUTCOMES),
        Field(name="owner", label="Owner", kind=FieldKind.PERSON, value="U0ANN"),
        Field(name="until", label="Until", kind=FieldKind.MOMENT, value="1795000000", optional=True),
    ),
)

MENU = Menu(label="More", action="more", choices=(Choice(label="Assign", value="assign:C-1042"),))

SCREEN = Screen(
    sections=(
        Section(
            title="My cases",
            rows=(
                Row(
                    text="C-1042 · high · due 11:30",
                    quote="Three weeks of waiting!",
                    link="https://reviews.example.org/acme-air/981",
                    buttons=(Button(label="Open C-1042", action="look", value="C-1042"),),
                    menu=MENU,
                ),
                Row(text="C-1043 · low · due Friday", buttons=(Button(label="Look", action="look", value="C-1043"),)),
            ),
        ),
        Section(title="Overdue", empty="Nothing is overdue."),
    )
)
