"""The language that reviews in a country's store are most likely in, where it is one: a hint, no more.

Territories are ISO 3166 codes of three letters, as Apple writes them. Countries of several languages are left out.
"""

_SPOKEN = {
    "ar": "ARE BHR DZA EGY IRQ JOR KWT LBN LBY MAR OMN QAT SAU TUN YEM",
    "cs": "CZE",
    "da": "DNK",
    "de": "AUT DEU",
    "el": "GRC",
    "en": "AUS GBR IRL JAM NGA NZL TTO USA",
    "es": "ARG BOL CHL COL CRI DOM ECU ESP GTM HND MEX NIC PAN PER PRY SLV URY VEN",
    "fi": "FIN",
    "fr": "FRA",
    "he": "ISR",
    "hr": "HRV",
    "hu": "HUN",
    "id": "IDN",
    "it": "ITA",
    "ja": "JPN",
    "ko": "KOR",
    "nl": "NLD",
    "no": "NOR",
    "pl": "POL",
    "pt": "BRA PRT",
    "ro": "ROU",
    "ru": "RUS",
    "sk": "SVK",
    "sv": "SWE",
    "th": "THA",
    "tr": "TUR",
    "uk": "UKR",
    "vi": "VNM",
    "zh": "CHN HKG TWN",
}

LANGUAGES = {territory: language for language, territories in _SPOKEN.items() for territory in territories.split()}
