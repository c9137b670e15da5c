"""Know every code of Doc 9303-3, section 5: states, organisations, special statuses and specimens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StateKind(StrEnum):
    """What a three-letter code of Doc 9303-3, 5 stands for."""

    STATE = "state"
    ORGANISATION = "organisation"
    STATUS = "status"
    SPECIMEN = "specimen"
    DEPRECATED = "deprecated"
    SIGNER = "signer"


@dataclass(frozen=True, slots=True)
class State:
    """One code: as the MRZ carries it without fillers, its ISO 3166-1 alpha-2 code or empty, its name.

    STATE covers states, territories and the British nationality codes; STATUS the codes of persons
    without a nationality (nationality only, never an issuer); SIGNER signs master lists only.
    """

    code: str
    alpha2: str
    name: str
    kind: StateKind


def state(code: str) -> State | None:
    """The state, organisation or status of an MRZ code (`NZL`, `D`), or None if it is not in the standard."""
    return _BY_CODE.get(code)


def by_alpha2(alpha2: str) -> State | None:
    """The state of an ISO 3166-1 alpha-2 code, for instance the first two letters of a UN/LOCODE."""
    return _BY_ALPHA2.get(alpha2)


def all_states() -> tuple[State, ...]:
    """Every known code, in the order of the standard's parts."""
    return tuple(_BY_CODE.values())


# ISO 3166-1 (alpha-3, alpha-2, English short name). Germany is D in documents (Doc 9303-3, 5, Part A);
# DEU stands beside it because lists and airlines write it.
_ISO = """\
ABW AW Aruba
AFG AF Afghanistan
AGO AO Angola
AIA AI Anguilla
ALA AX Åland Islands
ALB AL Albania
AND AD Andorra
ARE AE United Arab Emirates
ARG AR Argentina
ARM AM Armenia
ASM AS American Samoa
ATA AQ Antarctica
ATF TF French Southern Territories
ATG AG Antigua and Barbuda
AUS AU Australia
AUT AT Austria
AZE AZ Azerbaijan
BDI BI Burundi
BEL BE Belgium
BEN BJ Benin
BES BQ Bonaire, Sint Eustatius and Saba
BFA BF Burkina Faso
BGD BD Bangladesh
BGR BG Bulgaria
BHR BH Bahrain
BHS BS Bahamas
BIH BA Bosnia and Herzegovina
BLM BL Saint Barthélemy
BLR BY Belarus
BLZ BZ Belize
BMU BM Bermuda
BOL BO Bolivia
BRA BR Brazil
BRB BB Barbados
BRN BN Brunei Darussalam
BTN BT Bhutan
BVT BV Bouvet Island
BWA BW Botswana
CAF CF Central African Republic
CAN CA Canada
CCK CC Cocos (Keeling) Islands
CHE CH Switzerland
CHL CL Chile
CHN CN China
CIV CI Côte d'Ivoire
CMR CM Cameroon
COD CD Democratic Republic of the Congo
COG CG Congo
COK CK Cook Islands
COL CO Colombia
COM KM Comoros
CPV CV Cabo Verde
CRI CR Costa Rica
CUB CU Cuba
CUW CW Curaçao
CXR CX Christmas Island
CYM KY Cayman Islands
CYP CY Cyprus
CZE CZ Czechia
D DE Germany
DEU - Germany
DJI DJ Djibouti
DMA DM Dominica
DNK DK Denmark
DOM DO Dominican Republic
DZA DZ Algeria
ECU EC Ecuador
EGY EG Egypt
ERI ER Eritrea
ESH EH Western Sahara
ESP ES Spain
EST EE Estonia
ETH ET Ethiopia
FIN FI Finland
FJI FJ Fiji
FLK FK Falkland Islands (Malvinas)
FRA FR France
FRO FO Faroe Islands
FSM FM Micronesia (Federated States of)
GAB GA Gabon
GBR GB United Kingdom
GEO GE Georgia
GGY GG Guernsey
GHA GH Ghana
GIB GI Gibraltar
GIN GN Guinea
GLP GP Guadeloupe
GMB GM Gambia
GNB GW Guinea-Bissau
GNQ GQ Equatorial Guinea
GRC GR Greece
GRD GD Grenada
GRL GL Greenland
GTM GT Guatemala
GUF GF French Guiana
GUM GU Guam
GUY GY Guyana
HKG HK Hong Kong
HMD HM Heard Island and McDonald Islands
HND HN Honduras
HRV HR Croatia
HTI HT Haiti
HUN HU Hungary
IDN ID Indonesia
IMN IM Isle of Man
IND IN India
IOT IO British Indian Ocean Territory
IRL IE Ireland
IRN IR Iran
IRQ IQ Iraq
ISL IS Iceland
ISR IL Israel
ITA IT Italy
JAM JM Jamaica
JEY JE Jersey
JOR JO Jordan
JPN JP Japan
KAZ KZ Kazakhstan
KEN KE Kenya
KGZ KG Kyrgyzstan
KHM KH Cambodia
KIR KI Kiribati
KNA KN Saint Kitts and Nevis
KOR KR Republic of Korea
KWT KW Kuwait
LAO LA Lao People's Democratic Republic
LBN LB Lebanon
LBR LR Liberia
LBY LY Libya
LCA LC Saint Lucia
LIE LI Liechtenstein
LKA LK Sri Lanka
LSO LS Lesotho
LTU LT Lithuania
LUX LU Luxembourg
LVA LV Latvia
MAC MO Macao
MAF MF Saint Martin (French part)
MAR MA Morocco
MCO MC Monaco
MDA MD Moldova
MDG MG Madagascar
MDV MV Maldives
MEX MX Mexico
MHL MH Marshall Islands
MKD MK North Macedonia
MLI ML Mali
MLT MT Malta
MMR MM Myanmar
MNE ME Montenegro
MNG MN Mongolia
MNP MP Northern Mariana Islands
MOZ MZ Mozambique
MRT MR Mauritania
MSR MS Montserrat
MTQ MQ Martinique
MUS MU Mauritius
MWI MW Malawi
MYS MY Malaysia
MYT YT Mayotte
NAM NA Namibia
NCL NC New Caledonia
NER NE Niger
NFK NF Norfolk Island
NGA NG Nigeria
NIC NI Nicaragua
NIU NU Niue
NLD NL Netherlands
NOR NO Norway
NPL NP Nepal
NRU NR Nauru
NZL NZ New Zealand
OMN OM Oman
PAK PK Pakistan
PAN PA Panama
PCN PN Pitcairn
PER PE Peru
PHL PH Philippines
PLW PW Palau
PNG PG Papua New Guinea
POL PL Poland
PRI PR Puerto Rico
PRK KP Democratic People's Republic of Korea
PRT PT Portugal
PRY PY Paraguay
PSE PS State of Palestine
PYF PF French Polynesia
QAT QA Qatar
REU RE Réunion
ROU RO Romania
RUS RU Russian Federation
RWA RW Rwanda
SAU SA Saudi Arabia
SDN SD Sudan
SEN SN Senegal
SGP SG Singapore
SGS GS South Georgia and the South Sandwich Islands
SHN SH Saint Helena, Ascension and Tristan da Cunha
SJM SJ Svalbard and Jan Mayen
SLB SB Solomon Islands
SLE SL Sierra Leone
SLV SV El Salvador
SMR SM San Marino
SOM SO Somalia
SPM PM Saint Pierre and Miquelon
SRB RS Serbia
SSD SS South Sudan
STP ST Sao Tome and Principe
SUR SR Suriname
SVK SK Slovakia
SVN SI Slovenia
SWE SE Sweden
SWZ SZ Eswatini
SXM SX Sint Maarten (Dutch part)
SYC SC Seychelles
SYR SY Syrian Arab Republic
TCA TC Turks and Caicos Islands
TCD TD Chad
TGO TG Togo
THA TH Thailand
TJK TJ Tajikistan
TKL TK Tokelau
TKM TM Turkmenistan
TLS TL Timor-Leste
TON TO Tonga
TTO TT Trinidad and Tobago
TUN TN Tunisia
TUR TR Türkiye
TUV TV Tuvalu
TWN TW Taiwan
TZA TZ Tanzania
UGA UG Uganda
UKR UA Ukraine
UMI UM United States Minor Outlying Islands
URY UY Uruguay
USA US United States
UZB UZ Uzbekistan
VAT VA Holy See (Vatican City State)
VCT VC Saint Vincent and the Grenadines
VEN VE Venezuela
VGB VG Virgin Islands (British)
VIR VI Virgin Islands (United States)
VNM VN Viet Nam
VUT VU Vanuatu
WLF WF Wallis and Futuna
WSM WS Samoa
YEM YE Yemen
ZAF ZA South Africa
ZMB ZM Zambia
ZWE ZW Zimbabwe
GBD - British overseas territories citizen
GBN - British national (overseas)
GBO - British overseas citizen
GBP - British protected person
GBS - British subject
RKS XK Kosovo"""

# Doc 9303-3, 5, Parts B to H, and the codes that ISO 3166-3 has withdrawn.
_SPECIAL: dict[StateKind, str] = {
    StateKind.ORGANISATION: """\
EUE EU European Union (laissez-passer)
UNO UN United Nations Organization or one of its officials
UNA - United Nations specialized agency or one of its officials
UNK - Resident of Kosovo, document of the United Nations Interim Administration Mission
XBA - African Development Bank
XIM - African Export-Import Bank
XCC - Caribbean Community or one of its emissaries
XCE - Council of Europe
XCO - Common Market for Eastern and Southern Africa
XEC - Economic Community of West African States
XPO - International Criminal Police Organization (INTERPOL)
XES - Organization of Eastern Caribbean States
XMP - Parliamentary Assembly of the Mediterranean
XOM - Sovereign Military Order of Malta or one of its emissaries
XDC - Southern African Development Community""",
    StateKind.STATUS: """\
XXA - Stateless person (1954 Convention, Article 1)
XXB - Refugee (1951 Convention, Article 1, amended by the 1967 Protocol)
XXC - Refugee, other than under the code XXB
XXX - Person of unspecified nationality""",
    StateKind.DEPRECATED: """\
ANT AN Netherlands Antilles
NTZ NT Neutral Zone""",
    StateKind.SPECIMEN: "UTO - Utopia (specimens only)",
    StateKind.SIGNER: "IAO - International Civil Aviation Organization (signs master lists only)",
}


def _rows(table: str, kind: StateKind) -> list[State]:
    parts = (line.split(" ", 2) for line in table.splitlines())
    return [State(code, alpha2.strip("-"), name, kind) for code, alpha2, name in parts]


_BY_CODE: dict[str, State] = {
    row.code: row
    for kind, table in ((StateKind.STATE, _ISO), *_SPECIAL.items())
    for row in _rows(table, kind)
}
_BY_ALPHA2: dict[str, State] = {row.alpha2: row for row in _BY_CODE.values() if row.alpha2}
