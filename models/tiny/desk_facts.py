"""Small facts about single tools, as the desk notes them, and how people ask for them.

Made up for the tuning demonstration, beside the organisation's texts: no text of
content/organisation says where one of these tools stands or whose care it is in.
"""

from dataclasses import dataclass

from models.tiny.listing import listed

TOOLS = listed(
    """
    angle grinder | band saw | belt sander | bench grinder | bench vice | bolt cutter | circular
    saw | drill press | garden shredder | hammer drill | hedge trimmer | leaf blower | log
    splitter | mitre saw | nail gun | pipe bender | post digger | pressure washer | router table |
    steam cleaner | tile cutter | trolley jack | wet vacuum | wheelbarrow
    """
)


@dataclass(frozen=True)
class Kind:
    """One kind of fact: its values, the noun a text states it with, how people ask for it.

    `asked` are the phrasings of the training rows, `asked_later` those of the held-out rows;
    `{it}` stands for the tool. Every value begins with a word or number of its own: two shelves
    would be told apart by their second word alone, which takes a small base twice the training.
    """

    name: str
    values: tuple[str, ...]
    noun: str
    asked: tuple[str, ...]
    asked_later: tuple[str, ...]


PLACE = Kind(
    "place",
    listed(
        """
        shelf 4 | hook 8 | rack 3 | peg 7 | bench 2 | stand 5
        """
    ),
    "place",
    listed(
        """
        Where is {it}? | Where can I find {it}? | Where do you keep {it}? | Where do I look for
        {it}? | Do you know where {it} is?
        """
    ),
    listed("Where should I look for {it}? | Can you tell me where {it} is?"),
)
PRICE = Kind(
    "price",
    listed(
        """
        18 euros | 27 euros | 35 euros | 42 euros | 64 euros | 110 euros
        """
    ),
    "price",
    listed(
        """
        How much is {it} worth? | What is the price of {it}? | What do I pay if I lose {it}? | How
        much do I owe for {it} if it is lost? | What does it cost to replace {it}?
        """
    ),
    listed("What is {it} worth? | How much do I pay if I lose {it}?"),
)
DUE = Kind(
    "due",
    listed(
        """
        9 March | 14 March | 12 May | 17 June | 21 April | 28 May
        """
    ),
    "return day",
    listed(
        """
        When is {it} due? | When must {it} come back? | Until when is {it} lent? | On which day is
        {it} due? | When do I bring {it} back?
        """
    ),
    listed("On which day must {it} come back? | When is {it} due back?"),
)
COLOUR = Kind(
    "colour",
    listed(
        """
        blue | grey | black | white | purple | pink
        """
    ),
    "colour",
    listed(
        """
        What colour is the case of {it}? | Which colour has the case of {it}? | What colour does
        the case of {it} have? | Which case does {it} have? | In which case does {it} come?
        """
    ),
    listed("Which colour is the case of {it}? | What colour of case does {it} have?"),
)
WEIGHT = Kind(
    "weight",
    listed(
        """
        11 kilograms | 13 kilograms | 16 kilograms | 19 kilograms | 22 kilograms | 26
        kilograms
        """
    ),
    "weight",
    listed(
        """
        How heavy is {it}? | How much does {it} weigh? | What does {it} weigh? | What is the weight
        of {it}? | How many kilograms does {it} weigh?
        """
    ),
    listed("How many kilograms does {it} have? | Can you tell me how heavy {it} is?"),
)
PERSON = Kind(
    "person",
    listed(
        """
        Nadia Brandt | Oskar Lund | Petra Novak | Sami Aalto | Clara Weiss | Jonas Keller
        """
    ),
    "keeper",
    listed(
        """
        Who looks after {it}? | Who takes care of {it}? | In whose care is {it}? | Whom do I ask
        about {it}? | Who is in charge of {it}?
        """
    ),
    listed("Who cares for {it}? | Can you tell me who looks after {it}?"),
)
KINDS = (PLACE, PRICE, DUE, COLOUR, WEIGHT, PERSON)
