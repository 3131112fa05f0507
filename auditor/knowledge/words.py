"""Regex fragments for calendar and money words in the languages prompts are written in."""

from __future__ import annotations

MONTH = (
    r"(?:jan(?:uary|uar|\.)?|feb(?:ruary|ruar|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|okt(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?|dez(?:ember|\.)?"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    r"|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|märz|juni|juli"
    r"|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro)"
)
WEEKDAY = (
    r"(?:mon(?:days?|\.)?|tue(?:s(?:days?)?|\.)?|wed(?:nesdays?|\.)?|thu(?:rs?(?:days?)?|\.)?|fri(?:days?|\.)?"
    r"|sat(?:urdays?|\.)?|sun(?:days?|\.)?|weekdays|weekends"
    r"|lunes|martes|miércoles|jueves|viernes|sábados?|domingos?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonntags?|segunda|terça|quarta|quinta|sexta)"
)
SIGN = r"(?:(?:US|CA|AU|C|A|NZ|HK|S|MX)?\$|[€£¥₹₩₽₺₪]|R\$)"
MONEY_WORD = (
    r"(?:USD|EUR|GBP|CHF|CAD|AUD|NZD|MXN|INR|JPY|CNY|BRL|SEK|DKK|NOK|PLN|HST|dollars?|euros?|pounds?|rupees|cents?"
    r"|pesos|dólares|francs|Franken|reais|yen|yuan)"
)
# Thousands in any of the usual spellings; every repeat is bounded so that a long run of digits costs linear time.
NUMBER = r"\d{1,9}(?:[.,'’ ]\d{3}(?!\d)){0,4}(?:[.,]\d{1,4})?"
DAY_UNIT = (
    r"(?:minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|months?|years?|yrs?"
    r"|minutos?|horas?|días?|dias?|noches|semanas?|mes(?:es)?|años?|anos?"
    r"|jours?|heures?|nuits|semaines?|mois|ans|années?|Tagen?|Tage|Stunden|Wochen?|Monaten?|Jahren?|Werktagen?)"
)
