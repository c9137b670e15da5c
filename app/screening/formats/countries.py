"""States as lists write them in words, as codes of Doc 9303-3, 5: names, older names, people of them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from app.domain.states import StateKind, all_states, by_alpha2, state

# Other names and the people's own, as lists use them; the codes' own names come from app.domain.states.
_ALSO = """\
AFG afghan, afghani
AGO angolan
ALB albanian
ARE uae, u a e, emirati, emirian
ARG argentine, argentinian
ARM armenian
AUS australian
AUT austrian
AZE azerbaijani, azeri
BDI burundian
BEL belgian
BFA burkinabe
BGD bangladeshi
BGR bulgarian
BHR bahraini
BIH bosnia, bosnia herzegovina, bosnian, bosnia and hercegovina
BLR belarusian, byelorussia
BOL bolivia plurinational state of, plurinational state of bolivia, bolivian
BRA brazilian
BRN brunei
CAF car, central african
CAN canadian
CHE swiss
CHL chilean
CHN people s republic of china, prc, chinese
CIV ivory coast, cote d ivoire, ivorian
CMR cameroonian
COD congo democratic republic of the, congo democratic republic of, dr congo, drc
COD congolese democratic republic, zaire, democratic republic of congo
COG republic of the congo, congo republic of the, republic of congo, congo brazzaville
COL colombian
COM comoran, comorian
CPV cape verde
CRI costa rican
CUB cuban
CZE czech republic, czech
D german, federal republic of germany
DNK danish, dane
DOM dominican
DZA algerian
ECU ecuadorian
EGY egyptian, arab republic of egypt
ERI eritrean
ESP spanish
ETH ethiopian
FIN finnish
FJI fijian
FRA french
GBR united kingdom of great britain and northern ireland, uk, u k, great britain, britain, british
GBR england, scotland, wales
GEO georgian
GHA ghanaian
GIN guinean
GMB the gambia, gambian
GNB guinea bissau
GRC greek, hellenic republic
GTM guatemalan
HND honduran
HRV croatian
HTI haitian
HUN hungarian
IDN indonesian
IND indian
IRL irish, republic of ireland
IRN islamic republic of iran, iran islamic republic of, iranian
IRQ iraqi
ISR israeli
ITA italian
JAM jamaican
JOR jordanian
JPN japanese
KAZ kazakh, kazakhstani
KEN kenyan
KGZ kyrgyz republic, kyrgyz, kirghizstan, kirgizia
KHM cambodian, khmer
KIR i kiribati
KNA st kitts and nevis
KOR korea south, south korea, korea republic of, south korean
KWT kuwaiti
LAO laos, lao pdr, lao
LBN lebanese
LBR liberian
LBY libyan arab jamahiriya, libyan, state of libya
LCA st lucia
LKA sri lankan
LTU lithuanian
LVA latvian
MAC macau
MAR moroccan
MDA moldova republic of, republic of moldova, moldovan
MDG malagasy
MDV maldivian
MEX mexican
MHL marshallese, republic of the marshall islands
FSM micronesia, federated states of micronesia
MKD macedonia, the former yugoslav republic of macedonia, republic of north macedonia, macedonian
MLI malian
MLT maltese
MMR burma, burmese
MNE montenegrin
MNG mongolian
MOZ mozambican
MRT mauritanian
MYS malaysian
NAM namibian
NER nigerien
NGA nigerian
NIC nicaraguan
NLD holland, dutch, the netherlands, kingdom of the netherlands
NOR norwegian
NPL nepalese, nepali
NRU nauruan
NZL new zealander
OMN omani
PAK pakistani, islamic republic of pakistan
PAN panamanian
PER peruvian
PHL filipino, filipina, philippine
PNG papua new guinean
POL polish
PRK dprk, korea north, north korea, north korean, korea democratic people s republic of, rpdc
PRT portuguese
PRY paraguayan
PSE palestine, palestinian, palestinian territory occupied, occupied palestinian territory
PSE palestinian territories, west bank, region gaza, gaza, palestinian authority
QAT qatari
ROU romanian
RUS russia, russian, ussr russian
RWA rwandan
SAU saudi, saudi arabian, ksa, kingdom of saudi arabia
SDN sudanese
SEN senegalese
SGP singaporean
SLB solomon islander
SLE sierra leonean
SLV salvadoran
SOM somali, federal republic of somalia
SRB serbian
SSD south sudanese
STP sao tome
SUR surinamese
SVK slovakia republic, slovak republic, slovak
SVN slovenian
SWE swedish
SWZ swaziland
SYR syria, syrian
TCD chadian
TGO togolese
THA thai
TJK tajik, tajikistani
TKM turkmen
TLS east timor
TON tongan
TTO trinidad, trinidadian
TUN tunisian
TUR turkey, turkish, turkiye, republic of turkiye, republic of turkey
TUV tuvaluan
TWN taiwanese, taiwan province of china
TZA united republic of tanzania, tanzania united republic of, tanzanian
UGA ugandan
UKR ukrainian
URY uruguayan
USA united states of america, us, u s, u s a, american
UZB uzbek, uzbekistani
VAT holy see, vatican, vatican city
VCT st vincent and the grenadines
VEN venezuela bolivarian republic of, bolivarian republic of venezuela, venezuelan
VGB british virgin islands, virgin islands british
VIR us virgin islands, virgin islands u s
VNM vietnam, vietnamese, socialist republic of viet nam
VUT vanuatuan, ni vanuatu
WSM samoan, western samoa
YEM yemeni, republic of yemen
ZAF south african
ZMB zambian
ZWE zimbabwean
RKS kosovar, kosovo republic of
XXA stateless"""
_GIVEN_UP = re.compile(
    r"\b(revoked|withdrawn|renounced|deprived|stripped|former|formerly|not)\b", re.IGNORECASE
)
_SHORT = re.compile(r"\b(CAR|DRC|DPRK|UAE|UK|USA|US)\b")
"""Names cut short, which are states only in capitals."""
_FULL = {
    "CAR": "central african republic",
    "DRC": "dr congo",
    "DPRK": "north korea",
    "UAE": "united arab emirates",
    "UK": "united kingdom",
    "USA": "united states",
    "US": "united states",
}
_LONGEST = 8
"""Words of the longest name that is looked for inside a text."""
_OLDER_CODES = {
    "DEU": "D",
    "XKX": "RKS",
    "UNK": "RKS",
    "ROM": "ROU",
    "ZAR": "COD",
    "TMP": "TLS",
    "BUR": "MMR",
}


def state_code(said: str) -> str:
    """The code of a state that a list names by code, name or people; empty when nobody knows it."""
    said = said.strip()
    upper = said.upper()
    if upper in _OLDER_CODES:
        return _OLDER_CODES[upper]
    if state(upper) is not None:
        return upper
    if len(upper) == 2 and (found := by_alpha2(upper)) is not None:
        return found.code
    return _by_words().get(_folded(said), "")


def states_in(said: str) -> tuple[str, ...]:
    """Every state that a phrase names (`United States. Also believed to hold Syrian nationality`), in order.

    Nothing is read from a phrase that speaks of a nationality given up or taken away.
    """
    if whole := state_code(said):
        return (whole,)
    if _GIVEN_UP.search(said):
        return ()
    told = _SHORT.sub(lambda short: f" {_FULL[short[0]]} ", said)
    words, found, at = _folded(told).split(), [], 0
    while at < len(words):
        length, code = _longest(words[at : at + _LONGEST])
        if code:
            found.append(code)
        at += length
    return tuple(dict.fromkeys(found))


def _longest(words: list[str]) -> tuple[int, str]:
    """How many of the first words name a state, and which; (1, empty) when none do."""
    for length in range(len(words), 0, -1):
        name = " ".join(words[:length])
        # A short word such as "car" is a state only when nothing else is said.
        if (length > 1 or len(name) > 3) and (code := _by_words().get(name, "")):
            return length, code
    return 1, ""


@cache
def _by_words() -> dict[str, str]:
    table = {
        _folded(row.name): row.code
        for row in all_states()
        if row.kind is StateKind.STATE and row.code not in {"DEU", "GBD", "GBN", "GBO", "GBP", "GBS"}
    }
    for line in _ALSO.splitlines():
        code, _, names = line.partition(" ")
        table |= {_folded(name): code for name in names.split(",")}
    return table


def _folded(said: str) -> str:
    """Lower case, without accents and marks, one blank between words, without a leading article."""
    plain = "".join(
        character for character in unicodedata.normalize("NFKD", said) if not unicodedata.combining(character)
    )
    words = re.sub(r"[^a-z0-9]+", " ", plain.lower().replace("’", " ")).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)
