"""The shipped FAQ, asked what it must not answer, and what must reach a kind word."""

import pytest
from world import library, talking

from bot.matching import Kind


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("How do electives in the UK work for international medical students?", "country"),
        ("salary of a resident doctor in Poland", "country"),
        ("do residents get paid in Malta?", "country"),
        ("Can a J-3 research scholar see patients?", "visa"),
        ("do I need a K-1 or TN visa if I already have an EAD", "visa"),
        ("My husband is on O-1 and I am on H-4. May I volunteer in a clinic?", "visa"),
        ("minimum Step 4 score for family medicine", "exam"),
        ("ABIM pass rate for IMGs", "exam"),
    ],
)
def test_what_an_entry_does_not_name_is_at_most_suggested(question: str, reason: str) -> None:
    verdict = library().index.judge(question)
    assert verdict.kind is not Kind.ANSWER
    assert reason in verdict.vetoes


@pytest.mark.parametrize(
    "message",
    [
        "أريد أن أموت",
        "मैं मरना चाहता हूँ",
        "хочу умереть",
        "自殺したい",
        "خودکشی",
        "quiero morir",
        "i am sucidal",
        "i hav no will to go on",
        "i swallowed 40 tylenol",
        "kil my self",
    ],
)
def test_a_cry_for_help_is_heard_in_other_languages_and_misspelt(message: str) -> None:
    assert library().index.judge(message).entry_id == "care/thoughts-of-self-harm"


@pytest.mark.parametrize("message", ["i was raped during my observership", "my husband beats me"])
def test_violence_meets_a_kind_word(message: str) -> None:
    assert library().index.judge(message).entry_id == "care/alone-and-tired"


@pytest.mark.parametrize(
    "question",
    [
        "gmc registration for pathway 1 proof",
        "can gulf experience (DHA license) be used in pathway 1",
        "MRCP part 2 passed, how to apply for fellowship in USA",
        "neet pg failed, can i try usmle",
        "I don't want to live in India anymore, how do I do residency in the USA",
        "I want to disappear from ERAS, withdraw application",
        "i have cancer, can i get an extension of the eligibility period",
        "risk factors for suicide in the psychiatry shelf",
    ],
)
def test_a_question_about_the_american_road_is_not_turned_away(question: str) -> None:
    verdict = library().index.judge(question)
    assert verdict.kind is not Kind.ANSWER or not (verdict.entry_id or "").startswith("care/")


@pytest.mark.parametrize("greeting", ["hi", "Hello everyone", "thank you so much", "ok thanks"])
async def test_a_greeting_is_greeted(greeting: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    async with talking(tmp_path_factory.mktemp("greeting")) as talk:
        [shown] = await talk.say(f"asker1: {greeting}")
        assert shown.text.startswith("Hello. Ask me one question")
        assert not shown.buttons
