"""Wordings: what each waiting message says, read from the store in the moment it is sent."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from alerts.contract import Notice, Receipt
from monitor.domain.answer import Answer
from monitor.domain.case import CaseFile
from monitor.domain.delivery import Delivery, DeliveryKind, Posted
from monitor.domain.routing import Routing
from monitor.stages.giving import Giving
from monitor.stages.notes import KINDS as NOTING
from monitor.stages.notes import Noting
from monitor.stages.reminding import KINDS as REMINDING
from monitor.stages.reminding import Reminding
from monitor.stages.trouble import trouble_notice
from monitor.store import (
    answers,
    audits,
    case_files,
    crowds,
    digests,
    incident_figures,
    incident_files,
    incident_outbox,
    incidents,
    kudos,
    mornings,
    shadows,
    threads,
)
from monitor.store.database import Transaction
from monitor.wording import audit, morning, notices, shadow, stories, summaries
from monitor.wording import incidents as incident_words
from monitor.wording import kudos as kudos_words
from monitor.wording.answers import request
from monitor.wording.digest import chart
from monitor.wording.digest.notice import digest_notice
from monitor.wording.digest.page import letter
from monitor.wording.quotes import quote_of, with_masked_reasons

NAMED = 10
"""How many cases the message of a crowd names."""
FIRST, CRITICAL = 3, 3
"""How many of an incident's first complaints, and of its newest critical ones, its message quotes."""

Mask = Callable[[str], str]
"""Hides personal data and abuse in a customer's words."""

Worded = Callable[[Transaction, Delivery, datetime], Notice | None]


class Wordings:
    """Words messages for every channel. Nothing of a customer leaves unmasked.

    `zone` is that of digests and lists, `zones` are those that channels are told times in. `reminding` words alarms and
    silences, and knows whom alerts call. `pressable` are the channels that people can act in, and `actions` what can be
    pressed there.
    """

    def __init__(
        self,
        *,
        mask: Mask,
        web_url: str | None,
        zone: tzinfo,
        reminding: Reminding | None = None,
        zones: Mapping[str, tzinfo] | None = None,
        actions: Collection[str] = (),
        pressable: Collection[str] = (),
        hints: Callable[[Transaction, Answer], str] | None = None,
        noting: Noting | None = None,
        giving: Giving | None = None,
    ) -> None:
        self._mask = mask
        self._hints = hints
        self._web_url = web_url
        self._zone = zone
        self._zones = zones or {}
        self._reminding = reminding or Reminding(lambda _: Routing(fallback=""), (), mask=mask, web_url=web_url)
        self._noting = noting or Noting(mask=mask, web_url=web_url)
        self._giving = giving or Giving(mask=mask, web_url=web_url)
        self._actions = frozenset(actions)
        self._pressable = frozenset(pressable)
        self._by_kind: Mapping[DeliveryKind, Worded] = {
            DeliveryKind.ALERT: self._alert,
            DeliveryKind.ANSWER: self._answer,
            DeliveryKind.AUDIT: self._audit,
            DeliveryKind.DIGEST: self._digest,
            DeliveryKind.GROUP: self._group,
            DeliveryKind.INCIDENT: self._incident,
            DeliveryKind.MEMBERS: self._members,
            DeliveryKind.KUDOS: self._kudos,
            DeliveryKind.MORNING: self._morning,
            DeliveryKind.PERSONAL: self._personal,
            DeliveryKind.SHADOW: self._shadow,
            DeliveryKind.STORY: self._story,
            DeliveryKind.TROUBLE: self._trouble,
            **dict.fromkeys(REMINDING, self._remind),
            **dict.fromkeys(NOTING, self._note),
        }

    def __call__(self, tx: Transaction, delivery: Delivery, now: datetime) -> Notice | None:
        """Return the message as it should read at `now`; None where what it told of is gone."""
        notice = self._by_kind[delivery.kind](tx, delivery, now)
        thread = None if delivery.thread is None else _receipt(delivery.thread)
        return notice and replace(notice, revision=delivery.wanted, thread_of=thread)

    def _alert(self, tx: Transaction, delivery: Delivery, now: datetime) -> Notice | None:
        files = case_files.files(tx, [delivery.case_id] if delivery.case_id else [])
        if not files:
            return None
        said = quote_of(files[0].mention)
        quote = self._mask(said)
        duty = self._reminding.on_duty(tx, files[0].case, now)
        notice = notices.alert(
            with_masked_reasons(files[0], self._mask),
            now=now,
            key=delivery.key,
            web_url=self._web_url,
            quote=quote,
            zone=self._zone_of(delivery),
            actions=self._actions if delivery.channel in self._pressable else (),
            hidden=quote != said,
            on_duty=duty,
        )
        return replace(notice, calls=self._reminding.calls(tx, files[0], duty, now))

    def _remind(self, tx: Transaction, delivery: Delivery, now: datetime) -> Notice | None:
        actions = self._actions if delivery.channel in self._pressable else ()
        return self._reminding(tx, delivery, now, self._zone_of(delivery), actions=actions)

    def _note(self, tx: Transaction, delivery: Delivery, now: datetime) -> Notice | None:
        return self._noting(tx, delivery, now, self._zone_of(delivery))

    def _personal(self, tx: Transaction, delivery: Delivery, now: datetime) -> Notice | None:
        return self._giving(tx, delivery, now, self._zone_of(delivery))

    def _zone_of(self, delivery: Delivery) -> tzinfo:
        return self._zones.get(delivery.channel, self._zone)

    def _story(self, tx: Transaction, delivery: Delivery, now: datetime) -> Notice | None:
        if delivery.thread is None or delivery.case_id is None or delivery.subject is None:
            return None
        events = threads.events(tx, delivery.case_id, delivery.subject)
        told = stories.story(events, key=delivery.key, mask=self._mask, now=now, zone=self._zone)
        return told and replace(told, calls=self._giving.called(tx, delivery, events, now))

    def _group(self, tx: Transaction, delivery: Delivery, _: datetime) -> Notice | None:
        crowd = crowds.crowd(tx, delivery.id, named=NAMED)
        if not crowd.total:
            return None
        files = case_files.files(tx, crowd.worst)
        return summaries.group(
            files,
            total=crowd.total,
            severities=crowd.severities,
            topics=crowd.topics,
            key=delivery.key,
            quotes=self._quotes(files),
            web_url=self._web_url,
        )

    def _incident(self, tx: Transaction, delivery: Delivery, now: datetime) -> Notice | None:
        incident = incidents.get(tx, incident_outbox.incident_of(delivery.subject))
        tells = incidents.root(tx, incident.id)
        actions = self._actions if delivery.channel in self._pressable else ()
        if tells != incident:
            return incident_words.merged_notice(
                incident, tells, key=delivery.key, web_url=self._web_url, actions=actions
            )
        told = incident_files.incident_file(tx, incident, named=FIRST, critical=CRITICAL)
        if not told.crowding.cases and delivery.posted is None:
            return None
        quotes = self._quotes((*told.first, *told.critical))
        return incident_words.incident_notice(
            told,
            quotes,
            now=now,
            key=delivery.key,
            web_url=self._web_url,
            zone=self._zone_of(delivery),
            actions=actions,
            known=self._reminding.known(tx, told),
        )

    def _members(self, tx: Transaction, delivery: Delivery, _: datetime) -> Notice | None:
        number, start, most = incident_outbox.listed(delivery.subject)
        incident = incidents.get(tx, number)
        numbers = incident_figures.members(tx, incident, start=start, limit=most)
        if not numbers:
            return None
        files = case_files.files(tx, numbers[:NAMED])
        return incident_words.members_notice(
            incident, files, numbers=numbers, quotes=self._quotes(files), key=delivery.key
        )

    def _shadow(self, tx: Transaction, delivery: Delivery, now: datetime) -> Notice:
        crowd = crowds.crowd(tx, delivery.id, named=NAMED)
        files = case_files.files(tx, crowd.worst)
        listed = shadows.listed(tx, delivery.id)
        notice = summaries.shadow_list(
            files,
            total=crowd.total,
            day=listed.told_at.astimezone(self._zone).date(),
            key=delivery.key,
            quotes=self._quotes(files),
            web_url=self._web_url,
            live_at=listed.live_at,
            zone=self._zone,
        )
        if delivery.channel not in self._pressable or shadow.LIST not in self._actions:
            return notice
        live = listed.live_at is not None and listed.live_at <= now
        return replace(notice, buttons=(*shadow.buttons(delivery.id, live=live), *notice.buttons))

    def _digest(self, tx: Transaction, delivery: Delivery, _: datetime) -> Notice | None:
        figures = digests.of_subject(tx, delivery.subject or "")
        if figures is None:
            return None
        notice = digest_notice(figures, key=delivery.key, base_url=self._web_url)
        sent = letter(figures, base_url=self._web_url)
        return replace(notice, picture=chart.chart(figures), picture_says=chart.in_words(figures), letter=sent)

    def _morning(self, tx: Transaction, delivery: Delivery, _: datetime) -> Notice:
        told = mornings.of_subject(tx, delivery.subject or "")
        return morning.note(told, key=delivery.key, zone=self._zone_of(delivery), web_url=self._web_url)

    def _kudos(self, tx: Transaction, delivery: Delivery, _: datetime) -> Notice | None:
        what, _of, number = (delivery.subject or "").partition(":")
        if what == "thanks":
            files = case_files.files(tx, [int(number)])
            return kudos_words.thanks(files[0], key=delivery.key, web_url=self._web_url) if files else None
        found = kudos.praise(tx, int(number))
        if found is None:
            return kudos_words.gone(key=delivery.key) if delivery.posted else None
        whom, quote = [self._mask(one) for one in found.whom], self._mask(quote_of(found.mention))
        return kudos_words.praise(found.mention, quote, whom=whom, key=delivery.key)

    def _audit(self, tx: Transaction, delivery: Delivery, _now: datetime) -> Notice:
        week = (delivery.subject or "").partition(":")[2]
        asked = audits.next_question(tx, week)
        if asked is None:
            return audit.answered(key=delivery.key, week=week)
        return audit.question(
            key=delivery.key,
            item=asked.id,
            brand=asked.brand,
            quote=self._mask(quote_of(asked.mention)),
            place=asked.place,
            of=asked.of,
            link=asked.mention.url,
        )

    def _trouble(self, tx: Transaction, delivery: Delivery, now: datetime) -> Notice | None:
        return trouble_notice(tx, delivery, now, self._zone)

    def _answer(self, tx: Transaction, delivery: Delivery, now: datetime) -> Notice | None:
        try:
            answer = answers.get(tx, int((delivery.subject or "").rpartition(":")[2]))
        except answers.NoSuchAnswer:
            return None
        return request(
            answer,
            key=delivery.key,
            now=now,
            hints=self._hints(tx, answer) if self._hints else "",
            pressable=delivery.channel in self._pressable,
            web_url=self._web_url,
            zone=self._zone,
        )

    def _quotes(self, files: Sequence[CaseFile]) -> Mapping[int, str]:
        return {file.case.id: self._mask(quote_of(file.mention)) for file in files}


def _receipt(posted: Posted) -> Receipt:
    return Receipt(
        channel=posted.place, workspace=posted.workspace, reference=posted.reference, posted_at=posted.posted_at
    )
