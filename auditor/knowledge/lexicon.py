"""Classes of everyday words, so that the model learns of "fee" what it saw of "tariff"."""

from __future__ import annotations

_LISTS = {
    "money": """price prices priced pricing cost costs fee fees fare rate rates charge charged charges bill billed
        billing tuition premium premiums deposit rent surcharge tax taxes vat discount discounts off pay
        paid payment payments invoice salary budget loan loans mortgage apr apy cashback annual monthly
        precio precios coste cuesta prix tarif preis preise kosten kostet gebühr preço custa prezzo costo
        plan plans subscription tier checkout wage""",
    "hours": """open opens opening close closes closed closing hours hour schedule weekdays weekday weekend daily
        holidays holiday abierto cerrado horario horarios ouvert fermé horaires geöffnet geschlossen
        öffnungszeiten aperto chiuso orario noon midnight lunch visiting appointments shift""",
    "rule": """refund refunds refunded refundable return returns exchange cancel cancellation cancelled warranty
        guarantee eligible eligibility covered coverage deductible claim claims allowance baggage luggage
        late grace notice lease tenant pets policy policies limit limits retention expire expires expired
        renew renewal deadline due allowed permitted prohibited excluded required minimum maximum reembolso
        devoluciones garantía rembourser garantie rückgabe kündigung stornierung terms approval leave quota
        sla threshold target targets""",
    "offer": """offer offers offered available services service courses products product plans tiers branches
        locations stores supported supports integrates integrations accept accepts include includes
        including menu dishes programs departments team members languages platforms brands amenities rooms
        models options servicios leistungen bieten ofrecemos proposons features inventory stock catalog""",
    "people": """owner manager director ceo cto founder dentist doctor dr principal president supervisor chef
        coordinator lead host receptionist broker author maintainer staff contact call phone email mail
        address whatsapp telegram discord instagram slack reach hotline fax teléfono téléphone telefon
        kontakt contacto correo linkedin twitter""",
    "model": """gpt chatgpt claude opus sonnet haiku gemini llama mistral grok qwen deepseek openai anthropic google
        midjourney dalle dall stable diffusion model models llm bard ollama whisper embedding embeddings""",
    "software": """version versions release python java node react angular vue typescript php ruby rails django flask
        kotlin swift ios android windows ubuntu debian postgres postgresql mysql redis kubernetes docker
        terraform azure aws api sdk framework library package schema protocol installed install requires
        runtime""",
    "now": """currently current today now present yet soon upcoming preview beta latest newest recent recently
        lately still new deprecated legacy cutoff updated until since effective derzeit aktuell actualmente
        actuellement revised season today's""",
    "example": """example examples e.g eg sample samples instance illustration demo transcript dialogue conversation
        scenario scenarios shot ejemplo ejemplos exemple exemples beispiel beispiele template templates mock
        test tests placeholder output format correct incorrect wrong bad good interaction""",
    "story": """story character characters fiction fictional game player players quest hero she he her him once
        world magic fantasy novel roleplay role-play persona backstory imagine pretend gold coins potion
        chapter scene lived born age years old""",
    "tell": """write respond reply answer summarize summarise output generate list format limit keep create produce
        ask suggest provide give use interpret describe consider think explain show display repeat say
        ensure search fetch rank score rate aim flag plan develop design analyze analyse identify set wait
        retry run verify check track review collect propose recommend avoid try pick choose select follow
        never always must should don't include escribe responde usa genera utilise réponds rédige schreibe
        antworte nenne frage liste""",
    "output": """words word sentences sentence paragraphs paragraph bullets bullet characters tokens lines titles
        headline columns rows section sections scenes questions steps slides tags hashtags variations emojis
        palabras frases mots wörtern wörter sätze pixels indent points scale""",
    "firm": """we our us ours company customers clients guests members passengers residents patients students
        employees business nosotros nuestro nuestra wir unser unsere nous notre nos""",
    "user": """user users user's caller customer's client's i my me mine""",
    "you": """you your you're yourself sie du ihr tu vous usted eres""",
    "past": """was were removed developed created launched introduced announced died founded signed won became
        published released established invented wrote ended began happened war century history historical
        fell""",
    "if": """if when unless whenever si wenn cuando falls""",
    "code": """const let var def class import return function null true false string int float bool array object
        json param params default field type enum required optional argument arguments""",
    "docs": """docs documentation guide reference resources links read more website site www link official support
        homepage repository github download url endpoint endpoints""",
    "log": """changelog history changes initial revision revisions log migration report status metrics metric
        results kpis kpi performance""",
    "measure": """degrees boiling boils freezing equals feet inches meters metres kilometers grams celsius fahrenheit
        theorem equation formula constant law""",
}
CLASSES: dict[str, str] = {word: name for name, words in reversed(_LISTS.items()) for word in words.split()}

# What a sentence that tells somebody to do something starts with, as far as "tell" does not hold it already.
_URGES = """do be add confirm greet extract focus act skip read prefer stay take get let make escalate start look find
    treat begin continue stop call send log close transfer handle help assist apply break build
    cite clarify compare connect convert copy decide define determine draft edit emphasize
    encourage engage evaluate execute expand fill fix gather go guide highlight implement incorporate infer inform
    insert introduce invite keep leave link maintain mirror modify move
    optimize organize outline paraphrase pass pause perform phrase prepare preserve prioritize proceed
    proofread pull put quote raise recognize refer refrain reject remain remember remind
    remove render replace request require resolve respect restate return rewrite route save scan see share
    simplify solve speak split state stick stay structure submit summarise tag take talk teach think
    touch trace translate transform treat try turn type update validate wait walk warn watch wrap address
    adapt adjust adopt align allow answer anticipate assess assign assume attach capture celebrate
    challenge classify collaborate combine communicate complement conduct consult convey craft deduce
    demonstrate detect discuss divide double-check elaborate embed embody enhance examine exclude
    explore facilitate finish formulate foster ignore imagine incorporate integrate interview iterate
    justify learn listen locate manage mimic narrate navigate negotiate observe operate
    please pretend promote read reason reflect repeat reveal sequence simulate
    specify spell standardize steer strive suppose sustain tailor understand utilize vary weave
    just simply first then next finally lastly also remember antworten antworte bleib biete verweise
    sprich stelle erkläre gib sei halte vermeide nenne nutze prüfe frag sag sois donne demande évite reste parle
    sé pide ofrece evita habla pregunta di da explica mantén responda seja evite pergunte fale"""
# These start a list of things as often as an order.
_NOUNS = {"plan", "rate", "score", "schedule", "set", "list", "search", "review", "display", "format", "wait", "track"}
_TELLS = {word for word, name in CLASSES.items() if name in ("tell", "you", "if")}
URGES = frozenset(_URGES.split()) | (_TELLS - _NOUNS)
