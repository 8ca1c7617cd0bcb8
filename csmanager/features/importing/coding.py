"""Words of an export as the codes of a contact: channel, direction, status."""

# ruff: noqa: E501 - a list of words is read more easily whole

from __future__ import annotations

import re
from dataclasses import dataclass

from csmanager.features.contacts.rules import Channel, Direction, Outcome
from csmanager.features.importing.rules import FileKind
from csmanager.features.importing.shapes import NO, YES

_CHANNELS = (
    (Channel.SELF_SERVICE, r"self.?service|help ?cent|faq|knowledge|bot\b"),
    (Channel.SOCIAL, r"social|twitter|facebook|instagram|tiktok|linkedin|youtube|\bx\b"),
    (Channel.MESSAGING, r"whats ?app|sms|text|telegram|messeng|messag|line\b|viber|wechat"),
    (Channel.CHAT, r"chat|widget|intercom"),
    (Channel.EMAIL, r"e?-?mail|gmail|outlook|smtp|correo|courriel|e-?post"),
    (Channel.PHONE, r"phone|call|voice|t[eé]l[eéè]?[fp]|\btel\b|anruf|appel|llamada|chamada|chiamata"),
    (Channel.IN_PERSON, r"in.?person|walk|counter|face|store|branch|shop"),
    (Channel.WEB_FORM, r"web|form|portal|site|online|app\b"),
)
_CHANNEL_PATTERNS = tuple((channel, re.compile(pattern, re.I)) for channel, pattern in _CHANNELS)
_OUT = re.compile(
    r"out|صادر|исходящ|ausgehend|\babgehend|saliente|\bsaliend|sortant|dial|realizad|efetuad|em saída|in uscita|uscente|effettuata"
    r"|uitgaand|wychodz|utgående|udgående",
    re.I,
)
_IN = re.compile(
    r"\bin|incoming|وارد|входящ|eingehend|ankommend|entrante|entrant|recibida|recebida|entrada|ricevuta|inkomend|przychodz|queue",
    re.I,
)
_GIVEN_UP = re.compile(
    r"aband|abbandon|تخلى|مهجور|hang ?up|hung up|gave up|\blost\b|aufgelegt|raccroch|colgad|desligou|porzuc|opgehangen|avbruten|放弃|放棄|terk",
    re.I,
)
_MISSED = re.compile(
    r"miss|no.?ans|لم يتم|لم يرد|فائت|пропущ|не отвеч|неотвеч|un-?answer|not answered|not connected|busy|fail|voice ?mail|reject|declin|redirect|time ?out"
    r"|overflow|cancel|congestion|dropped|nicht (angenommen|erreicht)|verpasst|unbeantwortet|manqu|sans réponse|non répondu"
    r"|perdid|no contestad|no atendid|sin respuesta|não atendid|sem resposta|\bpers[ao]\b|senza risposta|non risposta"
    r"|gemist|niet beantwoord|nieodebran|missat|obesvar|ubesvar|未接|不在|無応答|漏接|cevapsız|kaçırıl|besetzt|occupé|ocupado|occupato|bezet",
    re.I,
)
_TAKEN = re.compile(
    r"\bans\b|تم الرد|مجاب|отвеч|принят|answer|complet|connect|handled|resolved|success|accepted|talked|angenommen|beantwortet|répondu|décroché|traité"
    r"|atendid|contestad|respondid|rispost|gestit|beantwoord|opgenomen|odebran|besvara|已接|接通|应答|応答|cevaplan",
    re.I,
)
_RESOLVED = re.compile(
    r"\b(مغلق[ةه]?|محلول[ةه]?|تم الحل|تم الإغلاق|решен[ао]?|решён|закрыт[ао]?|выполнен[ао]?|resolved|solved|closed|done|complete|completed|fixed|finished|verified|gelöst|geschlossen|erledigt"
    r"|abgeschlossen|beendet|cerrad[oa]|resuelt[oa]|solucionad[oa]|finalizad[oa]|fechad[oa]|resolvid[oa]|concluíd[oa]"
    r"|encerrad[oa]|fermée?|résolue?|clôturée?|terminée?|chius[oa]|risolt[oa]|conclus[oa]|opgelost|gesloten|afgehandeld"
    r"|afgesloten|zamknięt[eay]|rozwiązan[eay]|zakończon[eay]|löst|stängd|avslutad|løst|lukket|avsluttet|çözüldü|kapatıldı|kapalı|tamamlandı|已解决|已关闭|已完成|已结束|解決済み?|完了|対応済み?|クローズ)\b",
    re.I,
)
_NOT_RESOLVED = re.compile(r"\bun|not |re-?open|to be|partially|awaiting|未", re.I)
_WAITING = re.compile(
    r"\b(جديد[ةه]?|مفتوح[ةه]?|нов(?:ый|ая|ое)|открыт[ао]?|new|open|unassigned|queued|submitted|received|neu|offen|nuev[oa]|abiert[oa]|nov[oa]|abert[oa]|nouveau|nouvelle"
    r"|ouverte?|nuovo|nuova|apert[oa]|nieuw|now[ey]|otwart[ey]|ny|öppen|åben|åpen|açık|yeni|bekliyor|新建|待处理|未处理|待分配|未対応|新規|受付|オープン)\b",
    re.I,
)
_REOPENED = re.compile(
    r"re-?open|wiedereröffnet|rouvert|reabiert|reabert|riapert|heropend|ponownie otwart", re.I
)
_ESCALATED = re.compile(r"escalat|eskal|escalad|geëscaleerd", re.I)


@dataclass(frozen=True, slots=True)
class Status:
    """What a status word says; None where it says nothing of it."""

    outcome: int | None = None
    resolved: int | None = None
    is_waiting: bool = False
    is_reopened: bool = False
    is_escalated: bool = False


def channel(text: str) -> int:
    """The channel's code; OTHER for words not known."""
    for code, pattern in _CHANNEL_PATTERNS:
        if pattern.search(text):
            return int(code)
    return int(Channel.OTHER)


def direction(text: str) -> int | None:
    """The direction's code, None when the word names neither."""
    if _OUT.search(text):
        return int(Direction.OUTBOUND)
    return int(Direction.INBOUND) if _IN.search(text) else None


def status(text: str, kind: FileKind) -> Status:
    """What a status word says of a call or ticket."""
    if not text.strip():
        return Status()
    if kind is FileKind.CALLS:
        if _GIVEN_UP.search(text):
            return Status(outcome=int(Outcome.ABANDONED))
        if _MISSED.search(text):
            return Status(outcome=int(Outcome.MISSED))
        return Status(outcome=int(Outcome.HANDLED) if _TAKEN.search(text) else None)
    is_resolved = bool(_RESOLVED.search(text)) and not _NOT_RESOLVED.search(text)
    return Status(
        resolved=int(is_resolved),
        is_waiting=bool(_WAITING.search(text)),
        is_reopened=bool(_REOPENED.search(text)),
        is_escalated=bool(_ESCALATED.search(text)),
    )


def flag(text: str) -> int | None:
    """1 for yes or a count above 0, 0 for no, None where the cell is blank."""
    folded = text.strip().casefold()
    if folded in YES:
        return 1
    if folded in NO:
        return 0
    try:
        return int(float(folded) > 0)
    except ValueError:
        return None
