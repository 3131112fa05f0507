"""Fragments and word lists, all lower case, for calendar, money and time in several languages."""

from __future__ import annotations

MONTH = (
    r"(?:jan(?:uary|uar|\.)?|feb(?:ruary|ruar|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|okt(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?|dez(?:ember|\.)?"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    r"|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|märz|juni|juli"
    r"|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro)(?![a-zà-ÿ])"
)
# What every month name above contains, to ask with `in` before any regex runs.
MONTH_STEMS = (
    "jan", "feb", "mar ", "mar.", "march", "mars", "marzo", "märz", "março", "apr", "may", "jun", "jul", "aug", "août",
    "sep", "oct", "okt", "nov", "dec ", "dec.", "decem", "dez", "enero", "abril", "agosto", "dicie", "févr", "avril",
    "mai ", "déce", "fever", "setem", "outub",
)  # fmt: skip
WEEKDAY = (
    r"(?:mon(?:days?|\.)?|tue(?:s(?:days?)?|\.)?|wed(?:nesdays?|\.)?|thu(?:rs?(?:days?)?|\.)?|fri(?:days?|\.)?"
    r"|sat(?:urdays?|\.)?|sun(?:days?|\.)?|weekdays|weekends"
    r"|lunes|martes|miércoles|jueves|viernes|sábados?|domingos?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonntags?|segunda|terça|quarta|quinta"
    r"|sexta)(?![a-zà-ÿ])"
)
WEEKDAY_STEMS = (
    "day", "weekend", "mon-", "mon ", "mon.", "mon–", "mon,", "tue", "wed", "thu-", "thu ", "fri-", "fri ",
    "sat-", "sat ", "sun-", "sun ",
    "lunes", "martes", "miérc", "jueves", "viernes", "sábad", "doming", "lundi", "mardi", "mercr", "jeudi", "vendr",
    "samed", "diman", "ntag", "stag", "itag", "mittw", "segunda", "terça", "quarta", "quinta", "sexta",
)  # fmt: skip
SIGN = r"(?:r\$|[$€£¥₹₩₽₺₪])"
MONEY_WORD = (
    r"(?:usd|eur|gbp|chf|cad|aud|nzd|mxn|inr|jpy|cny|brl|sek|dkk|nok|pln|hst|dollars?|euros?|pounds?|rupees|cents?"
    r"|pesos|dólares|francs|franken|reais|yen|yuan)"
)
# Thousands in any of the usual spellings; every repeat is bounded so that a long run of digits costs linear time.
NUMBER = r"\d{1,9}(?:[.,'’ ]\d{3}(?!\d)){0,4}(?:[.,]\d{1,4})?"
TIME_UNITS = frozenset(
    [
        "minute", "minutes", "mins", "hour", "hours", "hr", "hrs", "day", "days", "night", "nights", "week",
        "weeks", "month", "months", "year", "years", "yrs", "minutos", "hora", "horas", "día", "días", "dia",
        "dias", "noches", "semana", "semanas", "mes", "meses", "año", "años", "anos", "hábiles", "jour", "jours",
        "heure", "heures", "nuits", "semaine", "semaines", "mois", "an", "ans", "année", "années", "ouvrés", "tag",
        "tage", "tagen", "stunde", "stunden", "woche", "wochen", "monat", "monate", "monaten", "jahr", "jahre",
        "jahren", "werktage", "werktagen",
    ]
)  # fmt: skip


def holds(text: str, stems: tuple[str, ...]) -> bool:
    """Return whether any of the stems stands in the text."""
    for stem in stems:  # noqa: SIM110 - a generator costs three times as much here, and this runs for every segment
        if stem in text:
            return True
    return False
