"""Alert lists as files of every format, about people who do not exist."""

from __future__ import annotations

import io
import json
import zipfile

UN = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 dateGenerated="2026-11-20T20:31:19.923-05:00">
<INDIVIDUALS>
<INDIVIDUAL><DATAID>1</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME> TEVAKE </FIRST_NAME>
<SECOND_NAME>MALAKAI</SECOND_NAME>
<THIRD_NAME/><UN_LIST_TYPE>Utopia</UN_LIST_TYPE><REFERENCE_NUMBER>UTi.001 </REFERENCE_NUMBER>
<LISTED_ON>2020-01-31</LISTED_ON>
<GENDER>Male</GENDER><NAME_ORIGINAL_SCRIPT>مالاكاي تيفاكي</NAME_ORIGINAL_SCRIPT>
<COMMENTS1>Invented for a test.
Second line.</COMMENTS1><TITLE><VALUE>Captain</VALUE></TITLE>
<DESIGNATION><VALUE>Harbour master</VALUE></DESIGNATION>
<NATIONALITY><VALUE>Vanuatu</VALUE><VALUE>United Kingdom of Great Britain and Northern Ireland</VALUE>
</NATIONALITY>
<LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE><LAST_DAY_UPDATED><VALUE>2021-02-03</VALUE><VALUE/>
</LAST_DAY_UPDATED>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Malakai Tevaké</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Navigator</ALIAS_NAME><NOTE>nom de guerre</NOTE>
</INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Abu Lagoon (original script: Абу Лагун)</ALIAS_NAME>
</INDIVIDUAL_ALIAS>
<INDIVIDUAL_ADDRESS><CITY>Port Vila</CITY><COUNTRY>Vanuatu</COUNTRY></INDIVIDUAL_ADDRESS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1971-03-12</DATE>
</INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1968</FROM_YEAR>
<TO_YEAR>1972</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_PLACE_OF_BIRTH><CITY>Luganville</CITY><STATE_PROVINCE>Sanma</STATE_PROVINCE>
<COUNTRY>Vanuatu</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER> RV0012345</NUMBER>
<ISSUING_COUNTRY>Vanuatu</ISSUING_COUNTRY>
<DATE_OF_ISSUE>2015-05-05</DATE_OF_ISSUE><CITY_OF_ISSUE>Port Vila</CITY_OF_ISSUE>
<NOTE>expired on 4 May 2025</NOTE></INDIVIDUAL_DOCUMENT>
<SORT_KEY/><SORT_KEY_LAST_MOD/></INDIVIDUAL>
<INDIVIDUAL><DATAID>2</DATAID><FIRST_NAME>FATIMA</FIRST_NAME><SECOND_NAME>OF NOWHERE</SECOND_NAME>
<REFERENCE_NUMBER>UTi.002</REFERENCE_NUMBER>
<GENDER>Female</GENDER><COMMENTS1/><NATIONALITY><VALUE>Possibly Samoan</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1980</YEAR>
</INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_PLACE_OF_BIRTH/><INDIVIDUAL_DOCUMENT/></INDIVIDUAL>
<INDIVIDUAL><DATAID>3</DATAID><FIRST_NAME>SOLO</FIRST_NAME><REFERENCE_NUMBER>UTi.003</REFERENCE_NUMBER>
<NATIONALITY><VALUE>Atlantis (until 9600 BC)</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><DATE_OF_BIRTH>1990-12-31</DATE_OF_BIRTH>
<CITY_OF_BIRTH>Apia</CITY_OF_BIRTH>
<COUNTRY_OF_BIRTH>Samoa</COUNTRY_OF_BIRTH><ALIAS_NAME>Solo Somebody</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1991</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Nov. 1990</NOTE>
</INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><NOTE>30-35 years old</NOTE>
</INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE/></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT>
<NUMBER>Samoan passport No. P 998877</NUMBER></INDIVIDUAL_DOCUMENT>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>National Identification Number</TYPE_OF_DOCUMENT>
<NOTE>lost in the sea</NOTE></INDIVIDUAL_DOCUMENT>
</INDIVIDUAL>
<INDIVIDUAL><DATAID>4</DATAID><FIRST_NAME>NO</FIRST_NAME><SECOND_NAME>REFERENCE</SECOND_NAME></INDIVIDUAL>
</INDIVIDUALS>
<ENTITIES>
<ENTITY><DATAID>5</DATAID><FIRST_NAME>UTOPIA SHIPPING COMPANY</FIRST_NAME>
<REFERENCE_NUMBER>UTe.001</REFERENCE_NUMBER>
<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>UTOSHIP</ALIAS_NAME></ENTITY_ALIAS>
<ENTITY_ALIAS><QUALITY/><ALIAS_NAME/></ENTITY_ALIAS><ENTITY_ADDRESS><STREET>1 Quay</STREET>
<COUNTRY>Samoa</COUNTRY></ENTITY_ADDRESS>
</ENTITY>
</ENTITIES></CONSOLIDATED_LIST>
"""
SDN = (
    '10001,"TEVAKE, Malakai","individual","UTOPIA] [SDGT","Captain",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    '"DOB 12 Mar 1971; alt. DOB circa 1970; POB Luganville, Vanuatu; nationality Vanuatu; citizen Atlantis; '
    "Gender Male; Passport RV0012345 (Vanuatu) issued 05 May 2015 expires 04 May 2025; "
    "alt. Passport 77 11 22 (Samoa); National ID No. 123-45 (Vanuatu); a.k.a. 'THE NAVIGATOR'; "
    '(Linked To: UTOPIA SHIPPING COMPANY)."\n'
    '10002,"UTOPIA SHIPPING COMPANY",-0- ,"UTOPIA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    '"Tax ID No. 55-66 (Samoa)."\n'
    '10003,"LAGOON STAR","vessel","UTOPIA",-0- ,"5LAG","Bulk Cargo","100","90","Vanuatu",-0- ,'
    '"Vessel Registration Identification IMO 9999999."\n\x1a\n'
)
ALT = (
    '10001,1,"aka","TEVAQUE, Malaki",-0- \n10001,2,"fka","TEVAKE, M.",-0- \n'
    '10002,3,"aka","UTOSHIP",-0- \n\x1a\n'
)
ADD = '10001,1,"1 Quay","Port Vila","Vanuatu",-0- \n10002,2,-0- ,-0- ,"Samoa",-0- \n'
SDN_XML = """<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="http://example.org/sdnList.xsd"><publshInformation><Publish_Date>11/20/2026</Publish_Date>
</publshInformation>
<sdnEntry><uid>10001</uid><firstName>Malakai</firstName><lastName>TEVAKE</lastName><title>Captain</title>
<sdnType>Individual</sdnType>
<remarks>(Linked To: UTOPIA SHIPPING COMPANY)</remarks><programList><program>UTOPIA</program>
<program>SDGT</program></programList>
<idList><id><uid>1</uid><idType>Passport</idType><idNumber>RV0012345</idNumber>
<idCountry>Vanuatu</idCountry>
<issueDate>05 May 2015</issueDate><expirationDate>04 May 2025</expirationDate></id>
<id><uid>2</uid><idType>Gender</idType><idNumber>Male</idNumber></id>
<id><uid>3</uid><idType>Additional Sanctions Information -</idType><idNumber>Subject to more</idNumber>
</id></idList>
<akaList><aka><uid>1</uid><type>a.k.a.</type><category>strong</category><lastName>TEVAQUE</lastName>
<firstName>Malaki</firstName></aka>
<aka><uid>2</uid><type>a.k.a.</type><category>weak</category><lastName>THE NAVIGATOR</lastName></aka>
</akaList>
<addressList><address><uid>9</uid><city>Port Vila</city><country>Vanuatu</country></address></addressList>
<nationalityList><nationality><uid>1</uid><country>Vanuatu</country><mainEntry>true</mainEntry>
</nationality></nationalityList>
<dateOfBirthList><dateOfBirthItem><uid>1</uid><dateOfBirth>12 Mar 1971</dateOfBirth>
<mainEntry>true</mainEntry></dateOfBirthItem>
<dateOfBirthItem><uid>2</uid><dateOfBirth>1970 to 1972</dateOfBirth></dateOfBirthItem></dateOfBirthList>
<placeOfBirthList><placeOfBirthItem><uid>1</uid><placeOfBirth>Luganville, Vanuatu</placeOfBirth>
</placeOfBirthItem></placeOfBirthList>
</sdnEntry><sdnEntry><uid>10002</uid><lastName>UTOPIA SHIPPING COMPANY</lastName><sdnType>Entity</sdnType>
</sdnEntry>
<sdnEntry><uid>10003</uid><lastName>LAGOON STAR</lastName><sdnType>Vessel</sdnType><vesselInfo>
<callSign>5LAG</callSign></vesselInfo></sdnEntry>
</sdnList>
"""
CSV = (
    "id,kind,name,aliases,weak_aliases,birth_dates,nationalities,sex,documents,reason,action,contact,priority,"
    "expires,disclosure,max_band,remarks\n"
    "C1,person,Malakai Tevake,Malaki Tevaque|M. Tevake,The Navigator,1971-03-12|~1970|1968..1972,VUT|Samoa,M,"
    "Passport:VUT:RV0012345|WSM:P998877|X1,smuggling,search baggage,duty officer,2,2030-01-31,"
    "restricted,check,tall\n"
    "C2,vessel,Lagoon Star,,,,,,,,,,,,,,\n"
)
STOLEN = "issuing_state,document_class,number\nVUT,P,RV0012345\nWSM,,P 998<877\nDEU,I,L01X00T47\n"


def ofac_zip(**files: str) -> bytes:
    """The three CSV files as one zip, or other files by name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (files or {"sdn.csv": SDN, "alt.csv": ALT, "add.csv": ADD}).items():
            archive.writestr(name, text)
    return packed.getvalue()


def national(*entries: dict[str, object], **head: object) -> bytes:
    """A national list; without entries one that says everything that an entry can say."""
    row: dict[str, object] = {
        "id": "N-2026-0001",
        "kind": "person",
        "names": ["Malakai Tevake", {"text": "Malaki", "alias": True, "weak": True}, "مالاكاي تيفاكي"],
        "births": ["1971-03-12", {"first": "1968", "last": "1972", "approximate": True}],
        "birth_places": ["Luganville"],
        "nationalities": ["VUT"],
        "sex": "M",
        "documents": [{"kind": "Passport", "issuer": "VUT", "number": "RV0012345", "note": "old"}],
        "reason": "customs lookout",
        "action": "Search the baggage.",
        "contact": "Customs, extension 12",
        "agency": "Customs",
        "legal_basis": "Customs Act, section 1",
        "priority": 1,
        "expires": "2030-01-31",
        "disclosure": "silent",
        "max_band": "check",
        "remarks": "tall",
    }
    told = {
        "format": "matapa-national-1",
        "title": "National alerts",
        "agency": "Immigration",
        "issued_at": "2026-11-20T08:00:00Z",
        "entries": list(entries) or [row],
    }
    return json.dumps(told | head).encode()


def ftm_entity(schema: str, entity_id: str, **properties: list[str]) -> dict[str, object]:
    """One entity of FollowTheMoney."""
    return {"id": entity_id, "schema": schema, "properties": properties}


FTM_ENTITIES = (
    ftm_entity(
        "Passport", "p1", holder=["NK-1"], number=["RV0012345"], country=["vu"], startDate=["2015-05-05"]
    ),
    ftm_entity(
        "Person",
        "NK-1",
        name=["Malakai Tevake", "Malaki Tevaque"],
        alias=["مالاكاي"],
        weakAlias=["The Navigator"],
        birthDate=["1971-03-12", "1970"],
        nationality=["vu"],
        gender=["male"],
        birthPlace=["Luganville"],
        passportNumber=["RV0012345"],
        idNumber=["123-45"],
        notes=["Invented."],
    ),
    ftm_entity(
        "Sanction", "s1", entity=["NK-1"], authority=["Utopia"], program=["UT-1"], reason=["For a test"]
    ),
    ftm_entity("Company", "NK-2", name=["Utopia Shipping Company"]),
    ftm_entity("Vessel", "NK-3", name=["Lagoon Star"], imoNumber=["9999999"]),
    ftm_entity("Address", "a1", full=["1 Quay"]),
)


def ftm(*entities: dict[str, object]) -> bytes:
    """Entities, one a line."""
    return "".join(json.dumps(one) + "\n" for one in entities or FTM_ENTITIES).encode()


FILES: dict[str, bytes] = {
    "un": UN.encode(),
    "ofac": ofac_zip(),
    "csv": CSV.encode(),
    "ftm": ftm(),
    "national": national(),
    "stolen": STOLEN.encode(),
}
"""One right file of each format."""
