"""Fragments and word lists, all lower case, for calendar, money and time in several languages."""

from __future__ import annotations

MONTH = (
    r"(?:jan(?:uary|uar|\.)?|feb(?:ruary|ruar|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|okt(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?|dez(?:ember|\.)?"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    r"|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|märz|juni|juli"
    r"|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro)(?![a-zà-ÿ])"
)
# Every spelling of the above, to ask of the words of a text before any regex runs.
MONTHS = frozenset(
    [
        "jan", "january", "januar", "feb", "february", "februar", "mar", "march", "apr", "april", "may",
        "jun", "june", "jul", "july", "aug", "august", "sep", "sept", "september", "oct", "october", "okt",
        "oktober", "nov", "november", "dec", "december", "dez", "dezember", "enero", "febrero", "marzo",
        "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
        "novembre", "décembre", "märz", "juni", "juli", "janeiro", "fevereiro", "março", "maio", "junho",
        "julho", "setembro", "outubro", "novembro", "dezembro",
    ]
)  # fmt: skip
WEEKDAY = (
    r"(?:mon(?:days?|\.)?|tue(?:s(?:days?)?|\.)?|wed(?:nesdays?|\.)?|thu(?:rs?(?:days?)?|\.)?|fri(?:days?|\.)?"
    r"|sat(?:urdays?|\.)?|sun(?:days?|\.)?|weekdays|weekends"
    r"|lunes|martes|miércoles|jueves|viernes|sábados?|domingos?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonntags?|segunda|terça|quarta|quinta"
    r"|sexta)(?![a-zà-ÿ])"
)
WEEKDAYS = frozenset(
    [
        "mon", "monday", "mondays", "tue", "tues", "tuesday", "tuesdays", "wed", "wednesday", "wednesdays",
        "thu", "thur", "thurs", "thurday", "thurdays", "thursday", "thursdays", "fri", "friday", "fridays",
        "sat", "saturday", "saturdays", "sun", "sunday", "sundays", "weekdays", "weekends", "lunes", "martes",
        "miércoles", "jueves", "viernes", "sábado", "sábados", "domingo", "domingos", "lundi", "mardi",
        "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "montag", "montags", "dienstag", "dienstags",
        "mittwoch", "mittwochs", "donnerstag", "donnerstags", "freitag", "freitags", "samstag", "samstags",
        "sonntag", "sonntags", "segunda", "terça", "quarta", "quinta", "sexta",
    ]
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
