"""Words in headings, and what they mean. A heading is compared without case, marks and units."""

# ruff: noqa: E501 - a pattern is read more easily whole

from __future__ import annotations

import functools
import re
import unicodedata

from csmanager.features.importing import zones
from csmanager.features.importing.meaning.contactwords import CONTACT_WORDS
from csmanager.features.importing.rules import CALL_ONLY, Field

_BUSINESS = re.compile(r"(within |in )?(business|working|office)[ _]hours?", re.I)
_TAIL = re.compile(
    r" (ms|s|h|utc|gmt|tz|cet|cest|est|edt|pst|pdt|cst|cdt|mst|mdt|bst|ist|aest|aedt|local|local time)$"
)
_LONGEST = 80  # letters; longer cells are no headings of contacts
_UNFOLDED = re.compile(r"[^\w#]+")
_SHORT = 4  # letters; shorter words say nothing beside others

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MARKS = re.compile(r"[^\w#%?]+|_+")

# (weight, pattern over the plain heading); the highest weight that matches counts
_PATTERNS: dict[Field, tuple[tuple[int, str], ...]] = {
    Field.EXTERNAL_ID: (
        (10, r"linkedid|linked id"),
        (
            9,
            r"(ticket|case|call|conversation|issue|incident|interaction|chat|contact|session|enquiry|inquiry|segment)"
            r" ?(id|number|no|nr|key|ref|reference|uuid|guid)",
        ),
        (
            8,
            r"id|uniqueid|unique id|number|issue key|key|ref|reference|reference (no|number)|ticket|case|#|no|nr"
            r"|ticket #|ticketnummer|fallnummer|número|id do ticket|id del ticket|numéro|numero",
        ),
        (5, r"external id|record id|uuid|guid|request id"),
    ),
    Field.STARTED: (
        (
            10,
            r"(date time|datetime) (opened|created|received)|(message|sent) (date ?)?(time|at|on)|created( at| on| time| date)?|create (date|time)|opened( at| on| date)?"
            r"|creation (date|time)|date (created|opened|received)|(call|start|contact|chat) ?(start )?(date )?(time|timestamp)|calldate|call date( time)?"
            r"|received( at| on| date)?|reported( at| on| date)|open (date|time)|started( at| on)?|start ?(date|time)?|date started"
            r"|datetime utc|erstellt( am)?|erstellungsdatum|criado( em)?|fecha de creaci[oó]n|creado( el)?|créé( le)?|date de création|ticket created.*",
        ),
        (
            8,
            r"timestamp|date ?(and |& ?)?time|time and date|date( tz offset incl)?|datum|fecha|data|day|time stamp|.*\bcreated\b.*|.*\bopened\b.*",
        ),
        (5, r"assigned at|initially assigned at|arrival.*"),
    ),
    Field.STARTED_TIME: (
        (
            7,
            r"time( tz offset incl)?|(call|start|created?|contact) time|uhrzeit|hora|heure|time of (day|call)",
        ),
    ),
    Field.AGENT: (
        (
            10,
            r"(agent|assignee|advisor|adviser|representative|operator|technician|user|rep|csr|handler) (full )?name|handled by|answered by|name of agent",
        ),
        (
            9,
            r"agent|assignee|assigned( to| agent)?|(ticket|case|conversation|request) owner|owner|advisor|adviser|representative|operator"
            r"|rep|csr|technician|sales rep|support rep|employee|staff( member)?|resolved by|bearbeiter|agente|atendente|responsável|zugewiesen( an)?|mitarbeiter",
        ),
        (7, r"user|name|resolver|consultant|responsible"),
        (5, r"dst cnam|cnam"),
    ),
    Field.LOGIN: (
        (
            9,
            r"(agent|assignee|owner|user|rep) ?(id|login|email|mail|code|username|extension)|agent|extension|login",
        ),
    ),
    Field.TEAM: (
        (
            9,
            r"(agent |assignee |assigned )?(team|group)( name)?|department|assignment group|support group|abteilung|equipo|equipe|équipe|gruppe",
        ),
        (4, r"queue( name)?|skill( group)?|desk|business unit|location|site"),
    ),
    Field.CHANNEL: (
        (
            9,
            r"(initial |contact |ticket |first )?channel|via|medium|contact (method|type)|origin|case origin|kanal|canal",
        ),
        (7, r"source|mode of contact|media type|interaction type"),
    ),
    Field.TOPIC: (
        (
            9,
            r"(ticket |case |contact |issue |call |problem )?(category|topic|reason|theme)( list| code)?|contact reason|kategorie|categor[ií]a|motivo|catégorie",
        ),
        (
            8,
            r"request type|custom field request type|subcategory|sub category|category.*|inquiry type|enquiry type",
        ),
        (
            6,
            r"(ticket|issue|case|problem) ?type|type|disposition( code)?|wrap ?up code|product( line)?|campaign|queue( name)?|skill( name)?",
        ),
    ),
    Field.DIRECTION: (
        (9, r"(call )?direction|call type|inbound outbound|type of call|richtung"),
        (4, r"type"),
    ),
    Field.STATUS: (
        (
            9,
            r"(ticket |case |call |issue |conversation |current )?(status|state)|outcome|result|call (result|outcome)|estado|statut",
        ),
        (7, r"disposition|status category|resolution|stage"),
    ),
    Field.ANSWERED: ((9, r"(was |is )?answered( y n| yes no)?|connected|picked up"),),
    Field.ABANDONED: ((9, r"(was |is )?abandon(ed|ment)?( y n| yes no| flag| call)?|lost|hang ?up"),),
    Field.WAIT: (
        (
            10,
            r"(queue|customer|caller)? ?wait(ing)?( time| duration)?|time (in|to) queue|(in )?queue( wait)?( time| duration)|speed of answer|answer speed|asa|time to answer|wait time.*|seconds to answer|wartezeit",
        ),
        (7, r"ring(ing)?( time| duration)?|delay( time)?|hold before answer"),
    ),
    Field.TALK: (
        (
            10,
            r"talk(ing)?( time| duration)?|billsec|(call )?duration in call|in call( duration)?|conversation (time|duration)|time talking|connected (time|duration)|speaking time|gesprächszeit|.*talk ?time.*",
        ),
        (6, r"call duration|call length|length"),
    ),
    Field.HOLD: ((9, r"hold( time| duration)|time on hold|hold|total hold( time)?"),),
    Field.WRAP: (
        (
            9,
            r"(after call work|acw|wrap( ?up)?|post call|after contact work)( time| duration)?|nachbearbeitung(szeit)?|clerical( time)?",
        ),
    ),
    Field.DURATION: (
        (
            9,
            r"duration( total)?|total (call )?(duration|time)|call (time|duration)|handl(e|ing) (time|duration)|aht|total time|length|dauer|handle duration",
        ),
    ),
    Field.FIRST_RESPONSE: (
        (
            10,
            r"(full )?first (reply|response|answer)( time)?|time to first (agent )?(e ?mail )?(reply|response|answer)|frt|initial response( time)?|erste antwort(zeit)?|tiempo de primera respuesta",
        ),
        (6, r"response time|reply time|time to (respond|response|reply)|reaction time"),
    ),
    Field.FIRST_RESPONSE_AT: (
        (
            10,
            r"(first|initial) (reply|response|responded|replied|answered|answer)( at| on| time| date)?|(custom field )?(chart )?date of first response"
            r"|first responded|responded( at| on)?|answered (at|on)",
        ),
    ),
    Field.RESOLUTION: (
        (
            10,
            r"full resolution( time)?|(total )?resolution( time| duration)?|time to (close|resolve|resolution|solve)|ttr|(total )?time to resolution|lösungszeit|tiempo de resolución|tempo de resolução",
        ),
        (8, r"first resolution( time)?|close time|age|handling duration|solve time|days to close"),
    ),
    Field.RESOLVED_AT: (
        (10, r"(date )?(resolved|solved)( at| on| time| date)?|resolution date|gelöst( am)?|resuelto|résolu"),
        (
            9,
            r"(ticket )?(closed|completed|completion)( at| on| time| date)?|close (date|time)|(date time|datetime|date) closed|end ?(date|time)|ended( at)?|finished|geschlossen( am)?",
        ),
    ),
    Field.REOPENED: ((9, r"(number of )?re ?open(ed|s|ings?)?( count)?|times reopened|is reopened"),),
    Field.TRANSFERRED: ((9, r"(was |is |number of )?transfer(red|s)?( count)?"),),
    Field.ESCALATED: ((9, r"(was |is )?escalat(ed|ion|ions)( flag| y n)?"),),
    Field.CSAT: (
        (
            10,
            r"csat( score| rating)?|customer satisfaction( score| rating)?|satisfaction( score| rating)?|happiness rating|survey (results?|score|rating)|zufriedenheit|satisfacción",
        ),
        (6, r"rating|score|customer rating|feedback score|stars|(customer )?feedback rating|review score"),
    ),
    Field.NPS: ((9, r"nps( score| rating)?|net promoter.*|.*\brecommend\b.*"),),
    Field.CUSTOMER: (
        (9, r"(customer|requester|client|contact|caller|user) ?(id|no|number|ref)|ani|account number"),
        (
            8,
            r"(customer|requester|client|contact|caller|sender|from) (e ?mail|phone|address)( address)?|caller|from number|phone( number)?|e ?mail|src",
        ),
        (
            6,
            r"(customer|requester|client|contact|caller|account|company|reporter)( full)?( name)?|full name|reporter|associated contact|kunde|cliente",
        ),
    ),
    Field.CALLER: ((9, r"from|caller|calling (party|number)|clid|src"),),
    Field.WRITER: (
        (
            9,
            r"(author|sender|participant|message|from|user|writer|speaker|commenter|actor) ?(type|role|kind|class)|written by type",
        ),
        (6, r"from|author|sender|sent by|written by|role|speaker|actor"),
    ),
    Field.CALLEE: ((9, r"to|callee|called (party|number)|dst|destination"),),
}
PATTERNS = {
    field: tuple((weight, re.compile(pattern)) for weight, pattern in patterns)
    for field, patterns in _PATTERNS.items()
}

_NEVER = re.compile(
    r"\b(sla|due|target|met|breach\w*|violat\w*|overdue|comment|comments|remarks?|description|subject|summary|url|link|"
    r"escalation (status|reason|owner)|last|updated?|modified|viewed|custom field satisfaction date|parent|original|estimate|"
    r"summation|collector|submitter|domain|stations?|interactions|replies|voicemail|recordings?|stage date|"
    r"ip address|birth|hire|termination|price|cost|wage|rate|manager|previous|next)\b"
)
_NEVER_BUT = {
    Field.CSAT: re.compile(r"rating|score|satisfaction|^rate$"),
    Field.CUSTOMER: re.compile(r"caller|customer"),
    Field.AGENT: re.compile(r"^(last|current|previous) agent$"),
}


_SCALE = re.compile(
    r"[(（\[]\s*\d{1,2}\s*(?:-|–|~|～|to|a|à|bis|do|tot|/)\s*\d{1,3}\s*[)）\]]", re.I
)  # (1-5)


def plain(header: str) -> str:
    """A heading as it is compared: "First Response Time (in hrs)" becomes "first response time"."""
    text = _CAMEL.sub(" ", header.strip().strip("*").strip())
    text = re.sub(
        r"[(（](?:in |em |en )?(?:秒|分|分钟|小时|hh?:mm(?::ss)?|hrs?|hours?|h|std|min(?:ute|uto|uten)?s?|minuten|m|sec(?:ond)?s?|sek|s|ms"
        r"|stunden|horas|heures|sekunden|segundos|secondes|sn|dk|sek\.?)\.?[)）]",
        " ",
        text,
        flags=re.I,
    )
    text = _SCALE.sub(" ", text)
    text = re.sub(r"\[(list|txt|int|flag|date|hrs?|min|sec|s|m|h)\]", " ", text, flags=re.I)
    text = _MARKS.sub(" ", text.casefold()).strip()
    text = (
        re.sub(r"\b(in )?(milliseconds|seconds|minutes|hours|days|secs?|mins?|hrs)\b(?! to)", " ", text)
        if not re.fullmatch(r"(days|seconds|minutes|hours)", text)
        else text
    )
    text = re.sub(r"\b(average|avg|mean) ", "", text) if text.startswith(("avg", "average", "mean")) else text
    return " ".join(text.split())


def is_business(header: str) -> bool:
    """Whether a duration counts business hours only."""
    return bool(re.search(r"(business|working|office)[ _]hours?", header.casefold()))


def weight(field: Field, header: str) -> int:
    """How strongly a heading speaks for ``field``; 0 not at all."""
    return _weights(header).get(field, 0)


@functools.lru_cache(maxsize=8192)
def _weights(header: str) -> dict[Field, int]:
    """Every meaning a heading speaks for, and how strongly."""
    text = plain(_BUSINESS.sub("", zones.without(header)))
    text = _TAIL.sub("", text) if not text.startswith("datetime") else text
    if not text:
        return {}
    never = _NEVER.search(text)
    foreign = _foreign(text)
    found: dict[Field, int] = {}
    for field, patterns in PATTERNS.items():
        if never and not (field in _NEVER_BUT and _NEVER_BUT[field].search(text) and "date" not in text):
            continue
        for strength, pattern in patterns:
            if pattern.fullmatch(text):
                found[field] = strength
                break
        else:
            if field in foreign:
                found[field] = foreign[field]
    return found


@functools.cache
def _phrases() -> dict[str, frozenset[Field]]:
    found: dict[str, set[Field]] = {}
    for field, text in CONTACT_WORDS.items():
        for phrase in text.split("|"):
            found.setdefault(_folded(phrase), set()).add(field)
    return {phrase: frozenset(fields) for phrase, fields in found.items()}


@functools.lru_cache(maxsize=2048)
def _foreign(text: str) -> dict[Field, int]:
    """What a heading says by the words of many languages: 8 as a whole, 5 when half of it says so."""
    folded = _UNFOLDED.sub(" ", _folded(text))
    tokens = folded.split()
    whole = _phrases().get(" ".join(tokens))
    if whole:
        return dict.fromkeys(whole, 8)
    found: dict[Field, int] = {}
    for start in range(len(tokens)):
        for end in range(start + 1, len(tokens) + 1):
            part = " ".join(tokens[start:end])
            if len(part) < _SHORT or 2 * (end - start) < len(tokens):
                continue
            for field in _phrases().get(part, frozenset()) - CALL_ONLY:
                found[field] = 5
    return found


def _folded(text: str) -> str:
    if text.isascii():
        return text
    plain_ = unicodedata.normalize(
        "NFKD", text.replace("ı", "i").replace("ß", "ss").replace("ł", "l").replace("ø", "o")
    )
    return "".join(c for c in plain_ if not unicodedata.combining(c))


def is_known(header: str) -> bool:
    """Whether a heading means anything to us."""
    return len(header) <= _LONGEST and any(strength >= 6 for strength in _weights(header).values())
