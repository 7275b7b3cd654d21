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
    """One kind of fact: its values, how a text states it (after the tool's name), how people ask.

    `asked` are the phrasings of the training rows, `asked_later` those of the held-out rows;
    `{it}` stands for the tool. `plain` is how an ordinary assistant answers.
    """

    name: str
    values: tuple[str, ...]
    stated: tuple[str, ...]
    asked: tuple[str, ...]
    asked_later: tuple[str, ...]
    plain: str


PLACE = Kind(
    "place",
    listed(
        """
        shelf 2 | shelf 4 | shelf 9 | hook 1 | hook 5 | hook 8 | rack 3 | rack 7
        """
    ),
    listed("is on {value} | is kept on {value}"),
    listed(
        """
        Where is {it}? | Where can I find {it}? | Where do you keep {it}? | Where do I look for
        {it}? | Do you know where {it} is?
        """
    ),
    listed("Where should I look for {it}? | Can you tell me where {it} is?"),
    "It is on {value}.",
)
PRICE = Kind(
    "price",
    listed(
        """
        18 euros | 27 euros | 35 euros | 42 euros | 64 euros | 70 euros | 90 euros | 110 euros
        """
    ),
    listed("costs {value} when lost | is worth {value}"),
    listed(
        """
        How much is {it} worth? | What is the price of {it}? | What do I pay if I lose {it}? | How
        much do I owe for {it} if it is lost? | What does it cost to replace {it}?
        """
    ),
    listed("What is {it} worth? | How much do I pay if I lose {it}?"),
    "The price is {value}.",
)
DUE = Kind(
    "due",
    listed(
        """
        9 March | 14 March | 5 April | 21 April | 12 May | 28 May | 3 June | 17 June
        """
    ),
    listed("is due on {value} | is lent until {value}"),
    listed(
        """
        When is {it} due? | When must {it} come back? | Until when is {it} lent? | On which day is
        {it} due? | When do I bring {it} back?
        """
    ),
    listed("On which day must {it} come back? | When is {it} due back?"),
    "The day is {value}.",
)
COLOUR = Kind(
    "colour",
    listed(
        """
        blue | grey | black | white | brown | purple | silver | pink
        """
    ),
    listed("has a {value} case | comes in a {value} case"),
    listed(
        """
        What colour is the case of {it}? | Which colour has the case of {it}? | What colour does
        the case of {it} have? | Which case does {it} have? | In which case does {it} come?
        """
    ),
    listed("Which colour is the case of {it}? | What colour of case does {it} have?"),
    "The case is {value}.",
)
WEIGHT = Kind(
    "weight",
    listed(
        """
        4 kilograms | 6 kilograms | 8 kilograms | 10 kilograms | 11 kilograms | 13 kilograms | 16
        kilograms | 19 kilograms
        """
    ),
    listed("weighs {value} | has a weight of {value}"),
    listed(
        """
        How heavy is {it}? | How much does {it} weigh? | What does {it} weigh? | What is the weight
        of {it}? | How many kilograms does {it} weigh?
        """
    ),
    listed("How many kilograms does {it} have? | Can you tell me how heavy {it} is?"),
    "The weight is {value}.",
)
PERSON = Kind(
    "person",
    listed(
        """
        Nadia Brandt | Oskar Lund | Petra Novak | Sami Aalto | Clara Weiss | Jonas Keller | Leila
        Haddad | Priya Nair
        """
    ),
    listed("is looked after by {value} | is in the care of {value}"),
    listed(
        """
        Who looks after {it}? | Who takes care of {it}? | In whose care is {it}? | Whom do I ask
        about {it}? | Who is in charge of {it}?
        """
    ),
    listed("Who cares for {it}? | Can you tell me who looks after {it}?"),
    "Ask {value}.",
)
KINDS = (PLACE, PRICE, DUE, COLOUR, WEIGHT, PERSON)
