"""Versions of models, products, libraries and interfaces: the next release makes them wrong."""

from __future__ import annotations

import re

from auditor.knowledge.labels import Kind, Span

KIND: Kind = "version"

MODEL = 0.88
NUMBERED = 0.85
# A bare "v2" may be the owner's own draft number or part of an example.
BARE = 0.68

# Families that are sold in numbered generations; the number, not the name, is what ages.
_MODEL = re.compile(
    r"(?<![\w/])(?:(?:chat)?-?gpt[- ]?\d{1,2}(?:\.\d{1,2})?(?![\d,])(?:[- ]?(?:turbo|mini|nano|pro|codex|vision))?(?:-\d{4})?[ov]?(?:-(?:mini|realtime|preview|audio|nano))?"
    r"|claude[ -]?(?:(?:opus|sonnet|haiku|instant)[ -])?v?\d(?:[.-]\d)?(?:[ -](?:opus|sonnet|haiku))?|(?:opus|sonnet|haiku) \d(?:\.\d)?"
    r"|gemini[ -]\d(?:\.\d)?(?:[ -](?:pro|flash|ultra|nano)){0,2}|(?:code)?llama[ -]?\d(?:\.\d)?(?:[ -]\d{1,3}b)?"
    r"|(?:grok|qwen|deepseek[ -]?[vr]?|mi[sx]tral|phi|gemma|nova|palm|whisper|sora|imagen|veo)[ -]?\d(?:\.\d)?"
    r"|dall[·•-]?e[ -]?\d|midjourney v? ?\d(?:\.\d)?|stable diffusion (?:xl|\d(?:\.\d)?)|sdxl|o[134]-(?:mini|pro|preview)"
    r"|text-embedding-[\w-]{3,20})(?!\w|\.\d)",
    re.I,
)
_SOFTWARE = (
    r"(?:python|java|jdk|jre|node(?:\.?js)?|react(?: native)?|angular|vue(?:\.?js)?|next(?:\.?js)?|nuxt|svelte|typescript|php|ruby|rails|"
    r"django|flask|fastapi|pydantic|laravel|symfony|spring(?: boot)?|hibernate|kotlin|swift|swiftui|ios|ipados|macos|android|windows(?: server)?|"
    r"ubuntu|debian|fedora|rhel|centos|alpine|postgres(?:ql)?|mysql|mariadb|mongodb|redis|elasticsearch|kubernetes|k8s|docker|helm|flux|"
    r"terraform|ansible|\.net(?: core| framework)?|c#|c\+\+|es|ecmascript|go|golang|rust|scala|clojure|elixir|unity|unreal(?: engine)?|godot|"
    r"blender|tailwind(?: ?css)?|bootstrap|jquery|express|webpack|vite|eslint|jest|cypress|playwright|selenium|junit|pytest|numpy|pandas|"
    r"pytorch|tensorflow|cuda|langchain|openapi|swagger|graphql|http|tls|oauth|usb|bluetooth|wi-?fi|office|sql server|oracle|excel|"
    r"wordpress|woocommerce|shopify|drupal|magento|joomla|firefox|chrome|safari|edge|photoshop|autocad|revit|sap|dynamics|salesforce|"
    r"minecraft|arduinojson|arduino|spec|federation|subgraph|zod|prisma|owasp top 10|pci[ -]dss|wcag|hl7|fhir|iso)"
)
_NAMED = re.compile(
    rf"(?<![\w.-]){_SOFTWARE}(?: version| v\.?|-|@| )? ?v?\d{{1,4}}(?:\.(?:\d{{1,4}}|x)){{0,3}}(?:\+| ?(?:or|and) (?:later|above|higher|newer)| LTS)?(?![\w%:]|\.\d|,\d| ?(?:files?|steps?|minutes?|times|items|hours?|days?|mb|gb)\b)",
    re.I,
)
# Protocol and standard names whose numbers identify them for decades rather than date them.
_SETTLED = re.compile(r"^(?:http|tls|oauth|usb|wcag|iso|es|sql|hl7|go \d{1,4}$|edge \d|express \d|excel \d|office \d(?!\d\d)|spec \d$|oracle \d$)", re.I)
_SETTLED_OK = re.compile(r"^(?:wcag|tls|es ?20\d\d|go \d\.\d|oauth 2\.1)", re.I)
_DOTTED = re.compile(
    r"(?<![\w.§])(?P<name>[A-Z][\w.+#-]{1,25}) (?P<v>v?\d{1,3}\.(?:\d{1,3}(?:\.\d{1,5}){0,2}|x)\+?)(?![\w%°]|\.\d|,\d| ?[x×*] ?\d| [a-z])"
    r"|(?<![\w.])(?P<lib>@?[a-z][\w./-]{1,40}@v?\d{1,3}(?:\.(?:\d{1,4}|x)){0,3})(?!\w)"
    r"|\b(?P<dep>[a-z][\w.-]{1,30} ?(?:[><~^]=?|==) ?v?\d{1,3}\.\d{1,4}(?:\.\d{1,4})?)(?!\d|%)"
    r"|(?<![\w/.-])(?P<tfm>net\d{1,2}\.\d)\b"
)
_NOT_NAMES = re.compile(
    r"^(?:Section|Chapter|Step|Figure|Fig|Table|Level|Part|Phase|Rule|Article|Page|Item|Appendix|Task|Question|Lesson|Module|Version|The|A|At|In|"
    r"Of|To|By|And|Or|About|From|Score|Rating|Over|Under|Only|Sub-\w+|Scene|Day|Week|Unit|Paragraph|Clause|Reg|Min|Max|Minimum|Maximum|Scale|Ratio|Temperature)$",
    re.I,
)
_WORD_V = re.compile(
    r"(?<![\w/@.-])(?:(?P<n>[A-Za-z][\w.+#-]{1,25}) )?(?P<v>[vV]\d{1,3}(?:\.\d{1,3}){0,3}(?:-[a-z0-9]{1,8})?)(?![\w(=*]|\.\d|/)"
    r"|\b(?:version|versión|Version|release|API version)[: ]{1,2}(?P<w>v?\d{1,4}(?:[.-]\d{1,4}){0,3})(?![\w%]|\.\d)",
)


def find(text: str, low: str) -> list[Span]:
    """Return the numbered versions in the text."""
    if not _has_digit(text):
        return []
    spans = [_span(m, 0, MODEL, "a model generation") for m in _MODEL.finditer(text)]
    spans += [_span(m, 0, NUMBERED, "a software version") for m in _NAMED.finditer(text) if _dates(m.group())]
    for match in _DOTTED.finditer(text):
        if not (match.group("name") and _NOT_NAMES.match(match.group("name"))):
            spans.append(_span(match, 0, NUMBERED, "a release number"))
    if "v" in low:
        spans += [_span(m, m.lastgroup or 0, BARE, "a version number") for m in _WORD_V.finditer(text)]
    return spans


_DIGIT = re.compile(r"\d")


def _has_digit(text: str) -> bool:
    return _DIGIT.search(text) is not None


def _dates(name: str) -> bool:
    return not _SETTLED.match(name) or _SETTLED_OK.match(name) is not None


def _span(match: re.Match[str], group: str | int, confidence: float, because: str) -> Span:
    return Span(match.start(group), match.end(group), KIND, confidence, because)
