"""Words without end of which no two are near copies: what many different people say."""

import random

_WORDS = """
umbrella violin stroller toolbox painting guitar kettle telescope drone surfboard microphone globe quilt typewriter
anchor orchard bridge candle desert engine feather garden harbour island jacket kitchen ladder mirror needle ocean
pencil quarry river saddle tunnel valley window yellow zebra basket copper dolphin eleven forest granite hammer
ivory jungle kernel lemon marble nickel olive parrot quartz ribbon silver timber uncle velvet walnut yogurt acorn
bamboo cactus dragon emerald falcon ginger helmet indigo jasmine kayak lantern magnet nutmeg oyster pepper quiver
raisin salmon tulip urchin vanilla willow almond beacon canyon daisy easel fiddle gravel hazel igloo jigsaw kiosk
linen meadow noodle orchid pebble radish shadow thistle violet wagon apricot barley cedar dagger ember fossil goblet
hermit inkwell juniper kimono locket mosaic nectar otter pigeon rocket spindle turnip utensil vessel whisker athlete
banjo cobble domino eagle fabric goose hollow insect jersey kitten lizard mitten narwhal onion puppet rabbit sandal
turtle upland village wizard alpine button cavern donkey elbow finger glacier hornet iris jewel knuckle lobster
muffin napkin oxygen pumpkin reindeer squirrel trumpet unicorn vineyard walrus Lisbon Tromso Marseille Krakow Galway
Izmir Porto Bergen Seville Utrecht Graz Malmo Tartu Bologna Dundee Nantes Plovdiv Aarhus Valletta Brno Leipzig Cork
Zadar Vilnius Ghent Tampere Split Basel Kaunas Trieste Lviv Faro
""".split()  # noqa: SIM905  (a column of strings reads worse)
_BETWEEN = ("and", "near the", "with a", "or", "under the", "for my", "beside", "in the", "from", "behind a")


def saying(number: int) -> str:
    """Return about a hundred letters of plain words; each number has its own."""
    chance = random.Random(number)
    words = chance.sample(_WORDS, 10)
    return " ".join(part for word in words for part in (chance.choice(_BETWEEN), word))
