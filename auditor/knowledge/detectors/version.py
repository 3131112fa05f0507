"""Versions of models, products, libraries and interfaces: the next release makes them wrong."""

from __future__ import annotations

import re

from auditor.knowledge.labels import Kind, Span
from auditor.knowledge.passage import Passage, matches
from auditor.knowledge.words import holds

KIND: Kind = "version"

MODEL = 0.88
NUMBERED = 0.85
# A bare "v2" may be the owner's own draft number or part of an example.
BARE = 0.68

# Families that are sold in numbered generations; the number, not the name, is what ages.
_FAMILIES = frozenset(
    [
        "gpt", "chatgpt", "claude", "claudev", "opus", "sonnet", "haiku", "gemini", "llama", "codellama",
        "grok", "qwen", "deepseek", "deepseekv", "deepseekr", "mistral", "mixtral", "phi", "gemma", "nova",
        "palm", "whisper", "sora", "imagen", "veo", "dall", "dalle", "midjourney", "stable", "sdxl", "o",
        "text",
    ]
)  # fmt: skip
_MODEL = re.compile(
    r"(?:(?:chat)?-?gpt[- ]?\d{1,2}(?:\.\d{1,2})?(?!\d|,\d)(?:[- ]?(?:turbo|mini|nano|pro|codex"
    r"|vision))?(?:-\d{4})?[ov]?(?:-(?:mini|realtime|preview|audio|nano))?"
    r"|claude[ -]?(?:(?:opus|sonnet|haiku|instant)[ -])?v?\d(?:[.-]\d)?(?:[ -](?:opus|sonnet|haiku))?|(?:opus"
    r"|sonnet|haiku) \d(?:\.\d)?"
    r"|gemini[ -]\d(?:\.\d)?(?:[ -](?:pro|flash|ultra|nano)){0,2}|(?:code)?llama[ -]?\d(?:\.\d)?(?:[ -]\d{1,3}b)?"
    r"|(?:grok|qwen|deepseek[ -]?[vr]?|mi[sx]tral|phi|gemma|nova|palm|whisper|sora|imagen|veo)[ -]?\d(?:\.\d)?"
    r"|dall[·•-]?e[ -]?\d|midjourney v? ?\d(?:\.\d)?|stable diffusion (?:xl|\d(?:\.\d)?)|sdxl|o[134]-(?:mini"
    r"|pro|preview)"
    r"|text-embedding-[\w-]{3,20})(?!\w|\.\d)"
)
# Last words of names of software whose releases change what is true; a lone number after them is a version.
_SOFTWARE = frozenset(
    [
        "python", "java", "jdk", "jre", "node", "nodejs", "node.js", "native", "react", "angular", "vue", "vue.js",
        "nextjs", "next.js", "nuxt", "svelte", "typescript", "php", "ruby", "rails", "django", "flask", "fastapi",
        "pydantic", "laravel", "symfony", "boot", "hibernate", "kotlin", "swift", "swiftui", "ios", "ipados",
        "macos", "android", "windows", "server", "ubuntu", "debian", "fedora", "rhel", "centos", "alpine",
        "postgres", "postgresql", "mysql", "mariadb", "mongodb", "redis", "elasticsearch", "kubernetes", "k8s",
        "docker", "helm", "flux", "terraform", "ansible", ".net", "net", "c#", "c++", "ecmascript", "go", "golang",
        "rust", "scala", "clojure", "elixir", "unity", "godot", "blender", "tailwind", "css", "bootstrap", "jquery",
        "express", "webpack", "vite", "eslint", "jest", "cypress", "playwright", "selenium", "junit", "pytest",
        "numpy", "pandas", "pytorch", "tensorflow", "cuda", "langchain", "openapi", "swagger", "graphql", "office",
        "wordpress", "woocommerce", "drupal", "magento", "joomla", "firefox", "chrome", "safari", "photoshop",
        "autocad", "revit",   "zod", "prisma", "wcag", "tls", "fhir", "framework",
        "engine",
    ]
)  # fmt: skip
# These are also everyday words, so their number must be written like a release.
_EVERYDAY = frozenset(
    [
        "go", "express", "flux", "node", "native", "server", "boot", "net", "css", "rust", "swift", "unity", "helm",
        "alpine", "engine", "framework", "office", "chrome", "safari", "spring", "jest", "vite", "tls", "next",
    ]
)  # fmt: skip
_NAME_ENDS = frozenset(name[-3:] for name in (*_SOFTWARE, "version"))
_NAMED = re.compile(
    r"(?P<v>\d{1,4}(?:\.(?:\d{1,4}|x)){0,3})(?:\+| ?(?:or|and) (?:later|above|higher|newer)| lts)?(?![\w%:]"
    r"|\.\d|,\d| ?(?:files?|steps?|minutes?|times|items|hours?|days?|mb|gb)\b)"
)
_NAME_BEFORE = re.compile(
    r"(?<![\w-])(?P<name>[a-z.#+][a-z0-9.#+]{0,24}?)(?P<gap> version v?| v\.?|[-@]v?| ?[><=]{1,2} ?| )?\Z"
)
_DOTTED = re.compile(
    r"\d(?<![\w.§/-].)\d{0,2}\.(?:\d{1,3}(?:\.\d{1,5}){0,2}|x)\+?(?!\w|[.:]\d|,\d| ?[%°]| ?[x×*] ?\d| [a-z]{1,3}\b)"
)
_TITLE_BEFORE = re.compile(r"(?<![\w.§])([A-Z][\w.+#-]{1,25}) v?\Z")
_PACKAGE = re.compile(r"@?[a-z][\w./-]{1,40}@v?\d{1,3}(?:\.(?:\d{1,4}|x)){0,3}(?!\w)|(?<![\w/.-])net\d{1,2}\.\d\b")
_PINNED = re.compile(r"[a-z][\w.-]{1,30} ?(?:[><~^]=|==|~>) ?v?\d{1,3}\.\d{1,4}(?:\.\d{1,4})?(?!\d|%)")
_NOT_NAMES = frozenset(
    [
        "section", "chapter", "step", "figure", "fig", "table", "level", "part", "phase", "rule", "article", "page",
        "item", "appendix", "task", "question", "lesson", "module", "the", "a", "at", "in", "of", "to", "by", "and",
        "or", "about", "from", "score", "rating", "over", "under", "only", "scene", "day", "week", "unit",
        "paragraph", "clause", "reg", "min", "max", "minimum", "maximum", "scale", "ratio", "temperature",
        "industry", "web", "is", "are", "top_p", "approximately", "around", "tier", "sub",
    ]
)  # fmt: skip
_LETTER_V = re.compile(r"v(?<![\w/@.-].)\d{1,8}(?:\.\d{1,3}){0,3}(?:-[a-z0-9]{1,8})?(?![\w(=*]|\.\d|/)")
_RELEASE_WORDS = ("version", "versión", "release")
_WORD = re.compile(
    r"(?:version|versión|release)[: ]{1,2}v?(?P<w>\d{1,4}(?:[.-]\d{1,4}){1,3}|20\d\d|\d{1,2})(?![\w%]|\.\d)"
)


def find(passage: Passage) -> list[Span]:
    """Return the numbered versions in the text."""
    text, low, figures = passage.text, passage.low, passage.figures
    if not figures:
        return []
    spans: list[Span] = []
    if passage.names(_FAMILIES):
        spans += [_span(m, MODEL, "a model generation") for m in _MODEL.finditer(low) if _whole(m)]
    spans += _software(low, figures)
    if "." in text:
        spans += _dotted(text, figures)
    if "@" in text or any(low.endswith("net", 0, at) for at in figures):
        spans += [_span(m, NUMBERED, "a pinned package") for m in _PACKAGE.finditer(low)]
    if "=" in text or "~>" in text:
        spans += [_span(m, NUMBERED, "a pinned package") for m in _PINNED.finditer(low)]
    if "v" in low:
        marks = matches(_LETTER_V, low, [at - 1 for at in figures if at and low[at - 1] == "v"])
        spans += [_span(m, BARE, "a version number") for m in marks if _release_mark(text, m)]
    if holds(low, _RELEASE_WORDS):
        because = "a version number" if "v" in low else "a release number"
        spans += [_span(m, BARE, because) for m in _WORD.finditer(low)]
    return spans


def _whole(match: re.Match[str]) -> bool:
    """A family name must start its word: "alpha-phi 2" is no model."""
    return match.start() == 0 or not (
        match.string[match.start() - 1].isalnum() or match.string[match.start() - 1] in "_/"
    )


def _software(low: str, figures: list[int]) -> list[Span]:
    spans = []
    for match in matches(_NAMED, low, [at for at in figures if _after_name(low, at)]):
        name = _NAME_BEFORE.search(low, max(0, match.start() - 36), match.start())
        if name and name.group("name") in _SOFTWARE and _release(name.group("name"), name.group("gap"), match):
            spans.append(Span(name.start(), match.end(), KIND, NUMBERED, "a software version"))
    return spans


def _after_name(low: str, at: int) -> bool:
    """A cheap look at the last letters of the name, past all that may stand between it and its number."""
    name = low[max(0, at - 14) : at].rstrip(" v.-@><=")
    return (name[-3:] in _NAME_ENDS or name[-2:] in _NAME_ENDS) and low[at - 1] != "."


def _release(name: str, gap: str | None, number: re.Match[str]) -> bool:
    if "." not in number.group() and (
        gap == "-" or (not gap and number.string[number.end() : number.end() + 1] == " ")
    ):
        # "python3 build.py" is a command, "step-2" a name.
        return False
    return name not in _EVERYDAY or "." in number.group("v") or (gap or "").strip(" -") != ""


def _release_mark(text: str, mark: re.Match[str]) -> bool:
    """Say whether "v2" is a release: alone it may be a class or a vendor, after a name it is not."""
    return "." in mark.group() or _TITLE_BEFORE.search(text, max(0, mark.start() - 30), mark.start()) is not None


def _dotted(text: str, figures: list[int]) -> list[Span]:
    spans = []
    for match in matches(_DOTTED, text, figures):
        name = _TITLE_BEFORE.search(text, max(0, match.start() - 30), match.start())
        if name and name.group(1).lower().rpartition("-")[2] not in _NOT_NAMES:
            spans.append(Span(name.start(1), match.end(), KIND, NUMBERED, "a release number"))
    return spans


def _span(match: re.Match[str], confidence: float, because: str) -> Span:
    return Span(match.start(), match.end(), KIND, confidence, because)
