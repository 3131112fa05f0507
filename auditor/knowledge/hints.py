"""Weak signs of ageing: alone none of them decides, the model weighs them against everything else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.knowledge.labels import Kind, Span
from auditor.knowledge.passage import Passage

# What a hint is worth before the model has weighed it: less than any detector's find.
HINT = 0.3
# A text with more figures than these is data; the first ones say as much.
_MOST_FIGURES = 12

_NUM = r"\d{1,9}(?:[.,]\d{1,3}){0,4}"
_SPELLED = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty"
    r"|ninety|hundred|zwei|drei|vier|fünf|zehn|deux|trois|quatre|cinq|dix|dos|tres|cuatro|cinco|diez|duas|três)"
)
_UNIT = (
    r"(?:minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|fortnights?|months?|years?|h|stunden?|tagen?|tage|wochen?"
    r"|monaten?|monate|jahren?|jahre|jours?|heures?|mois|ans|semaines?|días?|dias?|horas?|mes(?:es)?|años?|anos?"
    r"|giorni|ore|mesi|anni|gb|mb|tb|kb|kg|lbs?|km|miles?|times|requests?|req|calls|messages|attempts|people|guests"
    r"|persons?|seats|users|items|points?|credits?|lines|stays|absences)"
)


@dataclass(frozen=True, slots=True)
class Hint:
    """A pattern that proposes a span of a kind, tried only when the text holds one of its words (or a figure)."""

    kind: Kind
    because: str
    pattern: re.Pattern[str]
    words: frozenset[str] = frozenset()


def _hint(kind: Kind, because: str, pattern: str, words: str = "") -> Hint:
    return Hint(kind, because, re.compile(pattern), frozenset(words.split()))


_PRICE_WORDS = (
    "price prices priced pricing cost costs costing fee fees fare fares rate rates charge charged charges bill billed"
    " billing tuition premium premiums salary deposit rent surcharge tax taxes vat gst iva tva mwst kostet kosten preis"
    " preise gebühr vale cuesta precio precios prix coûte tarif tarife tarifs costo costa preço custa prezzo ticket"
    " tickets pay pays paid month monthly annual yearly trading market barrel plan plans subscription budget total"
    " menu silver gold bronze basic pro discount off percent interest apr loan loans"
)
# Each starts at a figure, so that nothing is searched; what must stand before it is looked back at.
FIGURED: tuple[Hint, ...] = (
    _hint(
        "policy",
        "a threshold",
        rf"(?:(?<=[<>≤≥])|(?<=[<>≤≥] )|(?<=[<>]=)|(?<=[<>]= )){_NUM} ?(?:%|[a-z]{{1,10}}\b)?|{_NUM} ?%\+"
        rf"|\d{{1,4}}\+(?!\w)",
    ),
    _hint(
        "policy",
        "a quantity with a unit",
        rf"(?<![\w.]){_NUM}(?: ?(?:-|–|to|or|bis|a|à) ?\d{{1,4}})?[ -]?(?:(?:business|working|calendar|consecutive"
        rf"|full|free) )?{_UNIT}\b"
        r"(?: per [a-z]{2,10}| a [a-z]{3,6})?",
    ),
    _hint("stat", "a share", rf"(?<![\w.]){_NUM} ?(?:%|percent\b|per ?cent\b|prozent\b|por ciento\b)"),
    _hint(
        "stat",
        "a large count",
        rf"(?<![\w.,]){_NUM}\+? (?:million|billion|thousand|mio|millones|milliards?)\b"
        rf"|(?<![\w.,])\d{{1,3}}[.,]\d{{3}}\b\+?",
    ),
    _hint("stat", "a count of something", rf"(?<![\w.]){_NUM}\+? (?:[a-zà-ÿ-]{{2,15}} )?[a-zà-ÿ]{{3,15}}(?:s|en|er)\b"),
    _hint(
        "date",
        "a time of day",
        r"(?<![\w.:])\d{1,2}(?:[:.h]\d\d)? ?(?:[ap]\.?m\b\.?|uhr\b|h\b|o'clock)|(?<![\w.:])\d{1,2}:\d\d\b|\d{1,2}時",
    ),
    _hint("date", "a recent year", r"(?<![\w.,])20[0-4]\d(?:[/-]\d\d)?\b"),
    _hint("version", "a dotted number", r"(?<![\d.,])\d{1,4}\.\d{1,4}(?:\.\d{1,5}){0,2}(?:\.x)?\b"),
    _hint(
        "version",
        "a marked number",
        r"(?<=\bv)\d{1,4}\b|(?:(?<=revision )|(?<=patch )|(?<=build )|(?<=sdk )|(?<=sdk is )|(?<=firmware )"
        r"|(?<=schema )|(?<=api )|(?<=release ))\d{1,5}(?:\.\d{1,3}){0,2}\b",
    ),
    _hint("version", "a name with a number", r"(?<=[a-z][:@-])\d{1,4}(?:\.\d{1,4}){0,2}(?:-[a-z0-9]{1,10})?\b"),
    _hint(
        "price",
        "an amount at the end of a line",
        r"(?:(?<=\.\. )|(?<=[-–—:|=] )|(?<=[-–—:|=]))\d{1,5}[.,]\d\d(?=\W{0,3}\Z)",
    ),
    _hint(
        "price",
        "a figure per unit",
        rf"(?<![\w.]){_NUM} ?(?:/|per |an? |pro |par |por )(?:month|mo|hour|hr|h|seat|user|person|year|yr|night|day"
        rf"|week|visit|item|unit|million|barrel|monat|mois|mes|mês)\b",
    ),
    _hint("price", "money in Asian script", rf"(?<![\d.,]){_NUM} ?[円元원万]"),
    _hint(
        "contact",
        "digits to dial",
        r"(?<![\w./-])\d{2,5}(?:[ -]\d{2,5}){2,4}\b|(?:(?<=ext )|(?<=extension )|(?<=ext\. )"
        r"|(?<=durchwahl ))\d{2,5}\b|(?<![\w./-])\d{3}-\d{4}\b|(?<= to )\d{5,6}\b",
    ),
    _hint(
        "contact",
        "a number and a street",
        r"(?<![\w.])\d{1,4}[a-z]? (?:[a-z][a-z'-]{1,15} ){0,2}(?:row|street|road|lane|avenue|square|quay|terrace"
        r"|floor|plaza)\b",
    ),
)
WORDED: tuple[Hint, ...] = (
    _hint("price", "a figure near a word of cost", rf"\b{_NUM}(?: ?(?:/|per |an? )[a-z]{{1,10}}\b| ?%)?", _PRICE_WORDS),
    _hint(
        "price",
        "an amount in words",
        rf"\b(?:{_SPELLED}|half)(?: [a-z]{{1,10}})? (?:dollars?|euros?|pounds?|cents?|francs?|pesos|percent|price)\b",
        "dollar dollars euro euros pound pounds cents percent price",
    ),
    _hint(
        "price",
        "something costs nothing",
        r"\b(?:free(?: of charge)?|complimentary|at no (?:extra )?cost|waived|no charge|kostenfrei|gratuite?s?"
        r"|gratuitos?)\b",
        "free complimentary waived kostenfrei gratuit gratuite gratuits gratuitos",
    ),
    _hint(
        "date",
        "what the model does not know any more",
        r"\b(?:knowledge|training)(?: data)? (?:cut-?off|is cut|ends|goes|was)[a-z ]{0,20}",
        "cutoff",
    ),
    _hint(
        "version",
        "a release that goes by",
        r"\b(?:latest|newest|current|stable|lts|deprecated|legacy|end of life) (?:version|release|model|sdk|api)\b",
        "latest newest lts deprecated legacy",
    ),
    _hint(
        "policy",
        "a limit in words",
        rf"\b{_SPELLED}(?: to {_SPELLED})?[ -](?:[a-z]{{2,10}} )?{_UNIT}\b",
        "days weeks months hours minutes fortnight tage monate wochen jours mois meses giorni",
    ),
    _hint(
        "listing",
        "what a firm says it has",
        r"\b(?:we|wir|nous|nosotros) (?:(?:also|only|currently|now|still|always|auch|nur|aussi) )?(?:offer|have|got"
        r"|sell|carry|stock|serve|make|bake|brew|teach|repair|rent|run|operate|support|cover|accept|take|deliver|ship|host"
        r"|keep|speak|partner with|work with|speciali[sz]e in|bieten|führen|haben|nehmen|avons|vendons|acceptons)\b"
        r"[^.;!?\n]{2,80}",
        "we wir nous nosotros",
    ),
    _hint(
        "listing",
        "what a firm says it has, in Spanish or Portuguese",
        r"\b(?:ofrecemos|tenemos|vendemos|aceptamos|trabajamos con|oferecemos)\b"
        r"[^.;!?\n]{2,80}",
        "ofrecemos tenemos vendemos aceptamos trabajamos oferecemos",
    ),
    _hint(
        "policy",
        "what a firm says it does not do",
        r"\b(?:we|wir|nous) (?:do not|don't|dont|don’t|cannot|can't|can’t|no longer|never|nicht|ne) [^.;!?\n]{3,60}"
        r"|\b(?:is|are|isn't|aren't|isn’t|aren’t) (?:not |never |no longer |currently not )?(?:available|offered"
        r"|included|possible|accepted|served|sold|stocked|delivered|shipped|in stock)\b[^.;!?\n]{0,40}",
        "we wir nous available offered included possible accepted served sold stocked delivered shipped",
    ),
    _hint(
        "other_fact",
        "something that was changed",
        r"\b(?:has|have|was|were|is|are|been|being) (?:now |just |recently |temporarily )?(?:been |being )?(?:moved"
        r"|relocated|closed|changed|replaced|renamed|retired|removed|discontinued|shut|merged|paused|suspended"
        r"|postponed|launched|rebuilt|renovated|migrated|under (?:construction|renovation|review)|out of (?:order"
        r"|stock)|sold out|on (?:leave|hold))\b[^.;!?\n]{0,40}",
        "moved relocated closed changed replaced renamed retired removed discontinued shut merged paused suspended"
        " postponed launched rebuilt renovated migrated construction renovation order stock sold leave hold",
    ),
    _hint(
        "other_fact",
        "something that is so for a time",
        r"\b(?:temporarily|for now|at the moment|until further notice|used to be|formerly|not yet|no longer|any ?more"
        r"|zurzeit|zur zeit|momentan|vorübergehend|bis auf weiteres|por ahora|por el momento|ya no"
        r"|pour l'instant|en ce moment|ne [a-zé]{2,12} plus|al momento|per ora)\b",
        "temporarily now moment notice formerly used yet longer anymore more zurzeit zeit momentan"
        " vorübergehend weiteres ahora ya instant plus momento ora",
    ),
    _hint(
        "contact",
        "a titled name",
        r"\b(?:dr|prof|mr|mrs|ms|frau|herr|herrn|sra|mme|sig|signora)\.? (?:[a-z]\. )?[a-zà-ÿ][a-zà-ÿ'’-]{1,20}"
        r"(?: [a-zà-ÿ][\w'’-]{1,20})?",
        "dr prof mr mrs ms frau herr herrn sra mme sig signora",
    ),
    _hint(
        "contact",
        "who is in charge",
        r"\b(?:led|run|owned|managed|headed|chaired|maintained|hosted|operated|staffed|overseen|geleitet|dirigée?) "
        r"(?:by|von|par|por) [^.;,!?\n]{3,40}",
        "led run owned managed headed chaired maintained hosted operated staffed overseen geleitet dirigé dirigée",
    ),
    _hint(
        "other_fact",
        "where something is kept",
        r"\b(?:lives?|sits?|hosted|stored|located|installed|deployed|based|runs?|found) (?:in|on|at|under|behind"
        r"|near|next to|from) [^.;,!?\n]{3,50}",
        "lives live hosted located installed deployed based sits",
    ),
    _hint(
        "listing",
        "a list after a colon",
        r"(?<=[a-z)*]: )[\w&'’./+-]{2,30}(?: [\w&'’./+-]{1,20}){0,3}(?:, (?:and |or )?[\w&'’./+-]{2,30}"
        r"(?: [\w&'’./+-]{1,20}){0,3}){2,12}",
        "languages brands options tools platforms sizes flavours flavors colours colors models teachers doctors"
        " stylists staff rooms routes regions areas sites offices warehouses partners suppliers couriers carriers"
        " modules tracks formats services products plans courses stores branches frameworks libraries integrations"
        " available supported menu toppings drinks sides treatments amenities insurers vendors providers",
    ),
)
# Most figures hint at nothing, which one look tells.
_ANY_FIGURED = re.compile("|".join(f"(?:{hint.pattern.pattern})" for hint in FIGURED))
CUES: frozenset[str] = frozenset(word for hint in WORDED for word in hint.words)
_BY_WORD: dict[str, tuple[int, ...]] = {
    word: tuple(place for place, hint in enumerate(WORDED) if word in hint.words) for word in CUES
}


def find(passage: Passage) -> list[Span]:
    """Return what may be a fact that ages, each sign once, for the model to weigh."""
    low = passage.low
    spans = _figured(low, passage.figures[:_MOST_FIGURES]) if passage.digits else []
    for place in sorted({place for word in passage.words & CUES for place in _BY_WORD[word]}):
        hint = WORDED[place]
        match = hint.pattern.search(low)
        if match and match.group().strip():
            spans.append(Span(match.start(), match.end(), hint.kind, HINT, hint.because))
    return spans


def _figured(low: str, figures: list[int]) -> list[Span]:
    spans = []
    telling = [at for at in figures if _ANY_FIGURED.match(low, at)]
    for hint in FIGURED if telling else ():
        for at in telling:
            match = hint.pattern.match(low, at)
            if match:
                spans.append(Span(at, match.end(), hint.kind, HINT, hint.because))
                break
    return spans
