"""Common given names that are only women's or only men's, small letters without accents.

Written by hand from general knowledge. Names for both ("chris", "kim", "alex") are left out:
a name in the list rules the other gender out, where the endings of the actor list only tend.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from stance.reading.actor_list import ActorList

WOMEN: Final = frozenset(
    """abigail ada adele adriana agatha agnes aida aileen aisha alejandra alexandra alice alicia
    alina alison allison alma alyssa amalia amanda amber amelia amina amy ana anabel anastasia
    andreea angela angelica angelina anita ann anna annabel anne annette annie antonia ariana
    arlene astrid audrey aurora ayesha barbara beatrice beatriz becky belinda bella bernadette
    beth bethany betsy betty bianca birgit bonnie brenda brianna bridget brigitte britney brooke
    camila camille candace carla carly carmen carol carole carolina caroline carolyn carrie
    cassandra cassie catalina catherine cathy cecilia cecile celeste celia celine charlene
    charlotte chelsea cheryl chiara chloe christa christina christine cindy claire clara clarissa
    claudia colleen connie constance consuelo cora corinne cristina crystal cynthia daisy daniela
    danielle daphne darlene dawn debbie deborah debra deirdre delia denise desiree diana diane
    dina dolores donna dora doris dorothy edith edna eileen elaine eleanor elena eliza elizabeth
    ella ellen elsa elsie emilia emily emma erica erika erin esmeralda esperanza estelle esther
    ethel eugenia eva eve evelyn faith farah fatima fatou felicia fiona florence frances francesca
    frida gabriela gabrielle gail genevieve georgia georgina geraldine gertrude gillian gina
    ginger giulia gladys glenda gloria grace greta gretchen guadalupe gwen gwendolyn hanna hannah
    harriet hazel heather heidi helen helena helga henrietta hilary hilda hillary holly ida ilana
    imani ines ingrid irene irina iris irma isabel isabella isabelle ivana ivy jacqueline jana
    jane janet janice jasmine jeanette jeanne jeannie jenna jennifer jenny jessica jill joan
    joanna joanne jocelyn josefina josephine joy joyce juana juanita judith judy julia juliana
    julie juliet justine kaitlyn karen karin karla kate katharine katherine kathleen kathryn kathy
    katie katrina kayla keisha khadija kimberly kirsten kristen kristin kristina lakshmi lara
    latoya laura lauren laurie layla lea leah leila lena leona leticia lidia lila lillian lily
    linda lindsay lisa liz liza lola loretta lori lorraine louisa louise lourdes lucia lucille
    lucinda lucy luisa lydia lynne mabel madeleine madeline maeve magdalena maggie mandy marcia
    margaret margarita margot maria mariah mariam marian marianne maribel marie mariela marilyn
    marina marisol marissa marjorie marlene marsha marta martha martina mary maryam matilda maud
    maureen maxine maya megan meghan melanie melinda melissa mercedes meredith michaela michelle
    mildred mindy minerva miranda miriam molly mona monica monique muriel myra nadia nadine nancy
    naomi natalia natalie natasha nellie nicole nina noelle nora noreen norma olga olive olivia
    ophelia paige pamela patricia patty paula paulina pauline pearl peggy penelope penny petra
    phyllis pilar polly priscilla priya rachel ramona raquel rebecca regina renee rhonda rita
    roberta rosa rosalie rosalind rosalyn rose rosemary rosie roxanne ruby ruth sabrina sadie
    sally salma samantha sandra sara sarah savannah scarlett selena serena sharon sheila sheryl
    shirley silvia sofia sonia sonya sophia sophie stella stephanie sue susan susana susanna
    suzanne svetlana sylvia tabitha tamara tammy tania tanya tara tatiana teresa tessa thelma
    theresa therese tiffany tina trisha ulrike ursula valentina valeria valerie vanessa vera
    veronica vicky victoria viola violet virginia vivian wanda wendy whitney wilma winifred
    xiomara yasmin yolanda yvette yvonne zainab zara zoe""".split()
)

MEN: Final = frozenset(
    """aaron abdullah abel abraham adam adolfo adrian ahmad ahmed alan albert alberto alec
    alejandro alexander alfonso alfred alfredo ali allan allen alvin amir anders andre andreas
    andres andrew andy angus anibal anthony anton antonio archie arlen armando arnold arthur
    arturo ashok atif augusto austin axel barney barry bartholomew basil ben benedict benito
    benjamin bennett bernard bernardo bernie bert bill billy bjorn bob bobby boris brad bradley
    brandon brendan brent brett brian bruce bruno bryan bryce byron caleb calvin carl carlos cecil
    cedric cesar chad charles chester christopher chuck clarence claude clayton clifford clint
    clive clyde colin conor conrad cory craig curtis cyril cyrus damian dan daniel danny darrell
    darren dave david dean dennis derek derrick desmond diego dieter dirk dmitri dominic don
    donald doug douglas drew duncan dustin dwayne dwight earl ed eddie edgar edmund eduardo edward
    edwin eli elias elijah elliott elmer elon elvis emanuel emil emilio emmanuel enrique eric erik
    ernest ernesto erwin ethan eugene evan ezra fabian felipe felix ferdinand fernando fidel
    florian floyd francisco francois frank franklin fred frederick fritz gabriel garrett gary
    gavin gene geoff geoffrey george gerald gerard gerardo gideon gilbert giorgio giovanni
    giuseppe glen glenn gordon graham grant greg gregory guido guillermo gunter gus gustavo guy
    hamid hank hans harold harry harvey hassan hector heinz helmut henri henrik henry herbert
    herman hernan herschel homer horace howard hubert hugh hugo humberto hussein ian ibrahim
    ignacio igor isaac ivan jack jackson jacob jacques jaime jake jamal james jared jason javier
    jeff jeffrey jeremy jerome jerry jesse jesus jim jimmy joachim joaquin joe joel johan johannes
    john johnny jon jonah jonas jonathan jorge jose joseph josh joshua juan julian julio jurgen
    justin karl keith ken kenneth kevin khalid khizr klaus konrad kofi kurt kwame kyle lamar lance
    lars larry lawrence lenny leo leon leonard leonardo leroy lester lev levi lewis liam lionel
    lloyd lorenzo louis lucas luigi luis luke lutz lyle mahmoud malcolm manuel marc marcel marcelo
    marco marcos marcus mario mark marshall martin martyn marvin mateo matt matteo matthew
    matthias mauricio maurice max maximilian melvin miguel mike mikhail milton mitch mitchell
    mohamed mohammad mohammed moises morris moses muhammad murray mustafa nathan nathaniel ned
    neil nelson nicholas nick nicolas nigel nikolai noah noam norman octavio olaf oleg oliver omar
    orlando oscar oswald otto owen pablo paolo pascal patrick paul pavel pedro per percy pete
    peter phil philip philippe phillip pierre prakash rafael rahul rajesh ralph ramiro ramon raul
    raymond reggie reginald reinhold reuben rex ricardo richard rick ricky rob robert roberto
    rodney rodrigo rogelio roger roland rolf roman ronald ronnie ross roy ruben rudolf rudy rupert
    russ russell ryan salvador samir samuel santiago saul scott sean sebastian sergei sergio seth
    seymour shane shaun shawn sheldon sherman silvio simon solomon spencer stanley stefan stephen
    steve steven stewart stuart sven ted terrence thaddeus theo theodore thomas tim timothy tobias
    todd tom tommy tony travis trevor tristan tyler tyrone ulrich umar vernon victor vince vincent
    viktor vito vlad vladimir wade wallace walter warren wayne wendell werner wesley wilbur
    wilfred will willard william willie winston wolfgang woodrow xavier yitzhak yusuf yuri zachary
    zeke""".split()
)

_ALL: Final = WOMEN | MEN


def plain_letters(name: str) -> str:
    """A name's letters, small and without accents.

    >>> plain_letters("Inés-María")
    'inesmaria'
    """
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in folded if char.isalpha())


def is_given_name(word: str) -> bool:
    """Whether a capitalised word is a common given name."""
    return word[:1].isupper() and plain_letters(word) in _ALL


TOLD: Final = 4.0
"""Log-odds of a gender that a title, a noun or a pronoun tells."""

_NAME_ODDS: Final = 2.5
"""An ending alone never excludes a gender (`antecedents.fits` asks for more)."""


def given_name_odds(name: str, known: ActorList) -> float:
    """Log-odds that a given name is a woman's: from the common names, else from its ending."""
    plain = plain_letters(name)
    if plain in WOMEN or plain in MEN:
        return TOLD if plain in WOMEN else -TOLD
    endings = known.words.endings
    for key in ("^" + plain, plain[-3:], plain[-2:], plain[-1:]):
        if key in endings:
            return max(-_NAME_ODDS, min(_NAME_ODDS, endings[key]))
    return 0.0
