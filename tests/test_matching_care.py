"""Kindness and refusals before any list of answers: the rules, and what nobody foresaw.

All wordings are made up. Those named FIRST were written before the rules, which were then mended until they
caught them all: they guard against steps back, and measure nothing.
"""

from pathlib import Path

import pytest

from bot.entries import Entry, load
from bot.matching import Index, Kind
from bot.matching.building import EVERYDAY
from bot.matching.care import care_entry, rules
from bot.matching.distress import KIND
from bot.matching.question import take_apart
from bot.matching.text import language

FAQ = Path(__file__).parents[1] / "faq"

CARE = {
    "thoughts-of-self-harm": [
        "I want to die",
        "i dont want to live anymore",
        "I failed step 1 and I want to kill myself",
        "what is the point of living",
        "everyone would be better off without me",
        "i cant live like this anymore",
        "thinking about suicide after failing",
        "nobody would notice if i was gone",
        "my roommate says he will kill himself",
        "my parents are better off without me",
    ],
    "failed-an-exam": [
        "i failed step 1 again and i feel so stupid",
        "just failed oet again",
        "I got a low score and I am devastated, what do I do?",
        "everyone passed except me",
    ],
    "not-matched": ["I did not match again", "I didn't match this year and I can't stop crying"],
    "alone-and-tired": [
        "i cant study any more i just cry",
        "should i give up medicine",
        "i let my family down",
        "im so stressed",
        "I wasted 5 years of my life",
    ],
    "sharing-exam-content": [
        "can someone send me recalls?",
        "which recalls are best for step 1",
        "uworld pdf free download",
        "where can i get leaked nbme questions",
        "sell my uworld account",
        "who can take the exam for me",
    ],
    "study-partner": [
        "looking for study partner for step 2 ck",
        "anyone to study with",
        "any study group for step 1?",
    ],
    "other-countries-exams": [
        "How do I register for PLAB?",
        "how to get residency in canada",
        "FMGE preparation",
    ],
    "patients-asking-for-treatment": [
        "my mother has chest pain",
        "which antibiotic for sore throat",
        "can you read my mri report",
    ],
}


def needed(text: str) -> str | None:
    return care_entry(take_apart(text, language()), {rule.entry_id for rule in rules()})


@pytest.mark.parametrize(
    ("entry", "text"), [(entry, text) for entry, texts in CARE.items() for text in texts]
)
def test_care_is_recalled(entry: str, text: str) -> None:
    assert needed(text) == f"care/{entry}"


@pytest.mark.parametrize(
    "text",
    [
        "should I kill time while waiting for my scores",
        "what happens if I fail Step 1",
        "can I still match if I failed step 1 twice",
        "I did not match. How do I make my next application stronger?",
        "I lost my scheduling permit",
        "what is the dead line for ERAS",
        "I am in tension, am I eligible for usce?",
        "I practised in the UK for 5 years, do I need to repeat residency in the US?",
        "my husband has a green card, which visa do I need",
        "I have diabetes, can I get accommodations for Step 1",
        "I have 3 years gap because of pregnancy, can I match?",
        "how do I deal with burnout questions in interviews",
        "is uworld worth it",
        "do i study alone or with a course",
    ],
)
def test_care_leaves_plain_questions_alone(text: str) -> None:
    assert needed(text) is None


def test_care_needs_its_entry() -> None:
    assert care_entry(take_apart("I want to die", language()), set()) is None


def test_no_everyday_line_is_taken_for_distress() -> None:
    lines = EVERYDAY.read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if needed(line)] == []


FIRST_GRAVE = [
    "some nights i pray god takes me so my parents stop paying for this",
    "i keep thinking how it would be if i just wasnt here",
    "honestly i dont see any future for me, i want to sleep and not get up again",
    "there is no way out for me after this third fail",
    "everyone will be happier when im gone",
    "i have pills next to me and i am thinking to take all",
    "what if i walk into the traffic after exam, nobody will care",
    "i am having thoughts to hurt my self since score report",
    "I wrote a goodbye letter to my wife last night",
    "i dont deserve to live after wasting my father money",
    "life has no meaning now for me",
    "wish i had never been born, my brother is doctor and me nothing",
    "my cousin is img and yesterday she said she wants to jump from the roof, how can i help her",
    "I can't see a reason to keep going",
    "i think about death every day since unmatched",
    "the world will be better place without a failure like me",
    "im done with life",
    "i want everything to stop, i want the pain to stop forever",
    "if i dont match this year i will end everything",
    "i started cutting again before my ck exam",
    "i feel suicidal and have nobody here",
    "my room mate took an overdose because of step 1, he is alive, what now",
    "I'd rather not exist than tell my father",
    "not sure i can stay safe tonight",
]
FIRST_SAD = [
    "i am crying in the library bathroom every day",
    "my husband left me because of residency and i am alone in new jersey",
    "i have no strength, 6 years of usmle and nothing",
    "feeling like a total loser, all batch mates are residents",
    "my heart is heavy sir, i cannot open uworld any more",
    "i feel ashamed to meet people, they ask when will you become doctor",
    "got my result, fail. i cant breathe",
    "score came 205 in ck and i am shattered completely",
    "mentally i am destroyed, dont know whom to tell",
    "no interviews, no hope, crying since morning",
    "i am losing my mind with this process",
    "everything is falling apart, my visa, my marriage, my score",
    "very depressed after match result, 4th time",
    "i cant stop blaming myself for the fail",
    "anxiety is eating me, i havent slept for three nights before step 2",
    "i feel so small in front of my friends who matched",
]
# Tried once the rules stood; nothing was mended for them. Thresholds and plain lines did change later, with
# these figures in sight, so new wordings will fare somewhat worse.
UNTRIED_GRAVE = [
    "i keep looking at the sleeping tablets in the drawer",
    "my mom would cry one day and then her life would be lighter",
    "i am only alive because of my daughter, but even that is fading",
    "told my flatmate i want to vanish",
    "i feel there is no tomorrow",
    "my colleague said he would rather be dead than repeat the exam year",
    "ending my life is the only thing i think of",
    "when i cross the road i hope the driver does not brake",
    "whats the use of being alive if i never become doctor",
    "i do not fear dying any more",
    "God please call me back to you",
    "i did something to my wrists yesterday",
    "they will be sorry when i am dead",
    "i dont want this life",
    "not eating for five days, i hope i fade away",
    "I bought a rope",
    "this is the last message i will write here",
    "too tired to go on living",
    "my best friend from med school killed himself and i want to follow him",
    "i ask myself why i am still alive",
]
UNTRIED_SAD = [
    "sir i am totally broken please say something good",
    "i have been weeping since results",
    "all doors are closed for me",
    "nobody believes in me any more, not even my wife",
    "i am 41, no residency, no money, no respect",
    "feel like my brain is rotten, nothing stays",
    "since i failed i avoid all people",
    "what did i do wrong, 12 interviews and no match, i am destroyed",
    "i envy my friends and hate me for it",
    "cant even get up to brush my teeth",
    "my mother cries because of me",
    "i feel trapped here",
    "rejected rejected rejected, i am sick of this",
    "lonely in chicago, observership all day, nobody talks with me",
]
PLAIN = [
    "i keep looking for observerships in new jersey, where else",
    "my mother is a us citizen, does it help",
    "not able to pay the fee, any waiver",
    "is it the last date for registration tomorrow",
    "my friend matched with 215, how",
    "what is the use of research for family medicine",
    "i want to follow up with the attending, how long to wait",
    "I bought uworld for a year, is it enough",
    "is it too tired to do two blocks a day",
    "i do not want a j1, can i get h1b",
    "i am 41, which programs have no yog cutoff",
    "since i failed step 1, do i need to tell eras",
    "12 interviews and no match, what should i improve next",
    "all sessions at prometric are closed, what can I do",
    "nobody replies from ecfmg for weeks",
    "i feel like CK is easier, can I take it first",
    "why do I still see pending in my account",
    "can my wife work on J2",
    "when will they call for interview",
    "do they see my last attempt",
]


@pytest.fixture(scope="module")
def entries() -> tuple[Entry, ...]:
    return load(FAQ).entries


@pytest.fixture(scope="module")
def index(entries: tuple[Entry, ...]) -> Index:
    return Index.build(entries)


def answered(index: Index, text: str) -> str | None:
    verdict = index.judge(text)
    return verdict.entry_id if verdict.kind is Kind.ANSWER else None


def test_grave_wordings_get_the_grave_entry(index: Index) -> None:
    assert [text for text in FIRST_GRAVE if answered(index, text) != KIND[0]] == []


def test_sad_wordings_get_a_kind_entry(index: Index) -> None:
    assert [text for text in FIRST_SAD if answered(index, text) not in KIND] == []


def test_most_wordings_that_nobody_foresaw_get_a_kind_entry(index: Index) -> None:
    grave = [text for text in UNTRIED_GRAVE if answered(index, text) == KIND[0]]
    sad = [text for text in UNTRIED_SAD if answered(index, text) in KIND]

    assert len(grave) >= 0.8 * len(UNTRIED_GRAVE)
    assert len(sad) >= 0.8 * len(UNTRIED_SAD)


def test_greetings_are_not_met_with_comfort(index: Index) -> None:
    greetings = (
        "hi everyone",
        "Hello everyone",
        "@everyone",
        "nobody answered me",
        "goodbye",
        "hello everyone hope all are doing well",
        "hello everyone i am from egypt and i want to know about usmle",
        "i have just joined the server, nice to meet you all",
        "everyone says that step 2 is more important now",
    )
    assert [text for text in greetings if answered(index, text) in KIND] == []


def test_a_farewell_is_heard_through_its_thanks(index: Index) -> None:
    farewells = (
        "thanks for everything everyone, goodbye for ever",
        "thank you all, i wont be here tomorrow",
        "thank you for your kindness, i am going to end my pain tonight",
        "thanks doctor, but i do not want to live any more",
        "thank you everyone, forgive me, by the morning i will be dead",
        "many thanks, you will never see me again, i am leaving this world",
    )
    assert [text for text in farewells if answered(index, text) != KIND[0]] == []


def test_thanks_are_not_met_with_comfort(index: Index) -> None:
    thanks = (
        "thanks",
        "thanks everyone",
        "thank you so much sir, very clear now",
        "thank you all for the tips, i passed!!",
        "thanks to everyone here, i am so happy today",
        "thanks, bye, talk to you next week",
        "thank you so much, one more thing about the blue stamp",
    )
    assert [text for text in thanks if answered(index, text) in KIND] == []


def test_figures_of_speech_are_not_met_with_comfort(index: Index) -> None:
    figures = (
        "this exam is killing me lol",
        "my back is killing me after these blocks",
        "i'm dying to match",
        "it is dead week at my school",
        "my phone died during the call",
        "i died laughing haha",
        "i am dying of hunger, where is the cafeteria",
        "shoot me a message after your shift",
        "i am so happy i could cry",
        "the traffic killed me today",
    )
    assert [text for text in figures if answered(index, text) in KIND] == []


def test_death_as_doctors_meet_it_is_not_met_with_comfort(index: Index) -> None:
    medical = (
        "which antidote is given in an acetaminophen overdose",
        "what is the next step when a patient wants to die",
        "risk factors for suicide in the psychiatry shelf",
        "a patient of mine died in the icu, may i write about it in my statement",
    )
    assert [text for text in medical if answered(index, text) in KIND] == []


def test_plain_questions_are_not_met_with_comfort(index: Index) -> None:
    assert [text for text in PLAIN if answered(index, text) in KIND] == []


def test_each_wording_of_a_care_entry_gets_that_entry(index: Index, entries: tuple[Entry, ...]) -> None:
    wrong = [
        (entry.id, text, answered(index, text))
        for entry in entries
        if entry.care
        for text in (entry.title, *entry.phrasings)
        if answered(index, text) != entry.id
    ]

    assert wrong == []


@pytest.mark.slow
def test_no_other_entrys_wording_gets_a_care_entry(index: Index, entries: tuple[Entry, ...]) -> None:
    care = {entry.id for entry in entries if entry.care}
    wrong = [
        (entry.id, text)
        for entry in entries
        if not entry.care
        for text in (entry.title, *entry.phrasings)
        if answered(index, text) in care
    ]

    assert wrong == []


def test_without_an_entry_for_distress_nothing_is_felt() -> None:
    only = Entry(id="usce/a", topic="usce", title="What is a?", phrasings=("a",), text="b")

    assert Index.build([only]).judge("i am so sad and alone").kind is Kind.HAND_OVER
