"""The guard-rails: what no entry may say, what it may, and rules that prove themselves."""

from functools import cache
from pathlib import Path

import pytest

from bot.checking.guardrails import Rule, check_guardrails, check_rule_facts, load_guardrails
from bot.checking.places import Places
from bot.entries import Entry, Faq

SHIPPED = Path(__file__).parent.parent / "faq" / "guardrails.toml"

# None of these sentences is a sample of its rule.
UNTRUE = [
    ("attempt-limit", "You can try each Step up to six times."),
    ("attempt-limit", "After six failed attempts you cannot sit the exam."),
    ("attempt-limit", "A maximum of 6 attempts is allowed per Step."),
    ("attempt-limit", "You may sit Step 1 as often as you like."),
    ("attempt-limit", "Six tries are allowed for each exam."),
    ("attempt-limit", "You get a total of six attempts."),
    ("b-2-for-rotations", "Enter on your tourist visa and do the externship."),
    ("b-2-for-rotations", "A B1/B2 visa is enough for hands-on work."),
    ("b-2-for-rotations", "Use a B-2 for your rotation."),
    ("b-2-for-rotations", "You can observe on a tourist visa."),
    ("b-2-for-rotations", "A tourist visa lets you do clinical rotations."),
    ("b-2-for-rotations", "For a hands-on externship, apply for a B-2 visa."),
    (
        "certification-without-pathway",
        "To be certified you need to pass Step 1 and Step 2 CK and send your diploma.",
    ),
    ("certification-without-pathway", "ECFMG certification requires two exams only: Step 1 and Step 2 CK."),
    ("date-of-2027-as-official", "The NRMP registration for 2027 closes on January 31, 2027."),
    ("date-of-2027-as-official", "Match Day 2027 is on 19 March 2027."),
    ("date-of-2027-as-official", "Rank order lists must be certified by 3 March 2027."),
    ("date-of-2027-as-official", "Match Day falls on March 19, 2027."),
    ("date-of-2027-as-official", "You can submit ERAS applications from 2 September 2026."),
    ("electives-need-certificate", "With ECFMG certification you can apply for clinical electives."),
    ("electives-need-certificate", "You need ECFMG certification to do electives."),
    ("electives-need-certificate", "After graduation you can still do electives."),
    ("electives-need-certificate", "Being certified makes you eligible for rotations and electives."),
    ("electives-need-certificate", "You must be ECFMG certified before you apply for electives."),
    ("electives-need-certificate", "Graduates may join student electives at some schools."),
    ("epic-required", "You have to open an EPIC account for certification."),
    ("eras-for-all", "Every residency application goes through ERAS."),
    ("eras-for-all", "You apply for all programs in ERAS."),
    ("eras-for-all", "OB-GYN programs accept ERAS applications."),
    ("eras-for-all", "For emergency medicine use ERAS."),
    ("eras-for-all", "Use ERAS for every specialty."),
    ("eras-for-all", "All residency programs take applications through ERAS."),
    ("green-card-us-img", "A green card makes you a US IMG."),
    ("green-card-us-img", "Permanent residents are US IMGs for the NRMP."),
    ("green-card-us-img", "If you hold a green card, register as a U.S. citizen IMG."),
    ("green-card-us-img", "As a permanent resident you apply as a U.S. IMG."),
    ("green-card-us-img", "The NRMP treats green-card holders like US IMGs."),
    ("guarantee", "Our partners guarantee placement."),
    ("guarantee", "A research year secures a match."),
    ("guarantee", "You will definitely get interviews."),
    ("guarantee", "Placement in a hospital is guaranteed."),
    ("guarantee", "Good agencies guarantee a letter."),
    ("guarantee", "With four letters you will certainly match."),
    ("h-1b-payment-settled", "Residents are exempt from the H-1B payment."),
    ("h-1b-without-step-3", "For H-1B you do not need Step 3."),
    ("hide-the-truth", "You need not tell programs about a failed attempt."),
    ("img-rate-2026", "In 2026, 58% of non-US IMGs matched."),
    ("iwa-oasis", "Log in to OASIS and check."),
    ("iwa-oasis", "IWA is ECFMG's website for applications."),
    ("j-1-moonlighting", "J-1 residents are allowed to moonlight."),
    ("j-1-moonlighting", "Moonlighting is possible on J-1 with permission."),
    ("j-1-moonlighting", "Moonlight without telling ECFMG."),
    ("j-1-moonlighting", "You may moonlight on a J-1 if your program agrees."),
    ("long-blocks", "Step 1 is divided into seven 60-minute blocks."),
    ("long-blocks", "There are eight one-hour blocks on Step 2 CK."),
    ("long-blocks", "Each block has 40 questions and lasts an hour."),
    ("long-blocks", "You answer up to 40 questions in each block."),
    ("long-blocks", "Step 2 CK consists of eight blocks of 60 minutes."),
    ("long-blocks", "There are 7 blocks, each with 40 questions."),
    ("observer-touches-patients", "During an observership you can take histories and examine patients."),
    (
        "observership-for-certification",
        "Observerships strengthen your ECFMG certification: an observership counts toward certification.",
    ),
    ("observership-for-certification", "You must complete US clinical experience to get certified by ECFMG."),
    ("observership-for-certification", "An observership is required for the ECFMG certificate."),
    ("oet-350-in-writing", "OET Medicine: 350 in all four sub-tests."),
    ("oet-exempt", "If English is your first language, you need no OET."),
    ("oet-exempt", "US citizens do not need OET."),
    ("oet-exempt", "Native English speakers do not need OET."),
    ("old-pass-mark", "The minimum passing score for Step 2 CK is 214."),
    ("old-pass-mark", "Step 2 CK: you need 209 to pass."),
    ("old-pass-mark", "A score of 198 passes Step 3."),
    ("old-pass-mark", "You pass Step 2 CK if you get 214 or more."),
    ("old-pass-mark", "Step 3 is passed with 198."),
    ("old-pass-mark", "192 is the passing score of Step 1."),
    ("own-letter-upload", "Scan the letter and upload it to ERAS yourself."),
    ("retake-to-improve", "If your Step 2 CK score is low, take it again for a higher one."),
    ("soap-contact", "During SOAP, e-mail the programs on the list."),
    ("step-1-score", "Try to score 245 or more on Step 1."),
    ("step-1-score", "Programs like a Step 1 score above 230."),
    ("step-1-score", "Your Step 1 score matters most."),
    ("step-1-score", "A 250 on Step 1 will impress programs."),
    ("step-1-score", "Get at least 235 in Step 1."),
    ("step-1-score", "Scores on Step 1 below 220 are filtered out."),
    ("step-1-score", "A Step 1 result of 240 helps in surgery."),
    ("step-1-score", "Programs sort applicants by their Step 1 scores."),
    ("step-1-score", "You should score more than 230 on Step 1."),
    ("step-2-cs", "You also need to pass Step 2 CS before you can be certified."),
    ("step-2-cs", "Step 2 CS is held in five US cities."),
    ("step-2-cs", "Many IMGs fear the CS exam because of the spoken English."),
    ("step-2-cs", "The USMLE has four parts: Step 1, Step 2 CK, Step 2 CS and Step 3."),
    ("step-2-cs", "You must pass CS on the first try."),
    ("step-2-cs", "Book your Step 2 CS date early."),
    ("step-2-cs", "To be certified you take Step 1, Step 2 CK, and the CS exam."),
    ("step-3-abroad", "Step 3 can be taken in Prometric centers in India."),
    ("usmle-registration", "To register for Step 1, log in to MyIntealth."),
    ("usmle-registration", "International graduates apply to ECFMG for Step 1 and Step 2 CK."),
    ("usmle-registration", "Pay the Step 2 CK fee in your MyIntealth account."),
    ("usmle-registration", "Use IWA to apply for the exam."),
    ("usmle-registration", "You register for the USMLE with ECFMG."),
    ("usmle-registration", "MyIntealth is where you register for the USMLE."),
    ("usmle-registration", "ECFMG registers international graduates for the Steps."),
    ("usmle-registration", "Send your Step 1 application to ECFMG through IWA."),
    ("usmle-registration", "Choose your Step 2 CK window in MyIntealth."),
    ("wfme-bars", "Graduates of schools without WFME recognition cannot be certified by ECFMG."),
    ("wfme-bars", "From 2024 ECFMG certifies only graduates of accredited schools."),
    ("wfme-bars", "Your school needs WFME accreditation before you can apply to ECFMG."),
    ("wfme-bars", "WFME recognition is a requirement for certification."),
    ("wfme-bars", "Without WFME accreditation of your school, ECFMG will refuse your application."),
    ("wfme-bars", "Because of the 2024 rule, students of non-accredited schools will not be certified."),
    ("wfme-bars", "A school must have recognized accreditation for its graduates to be certified."),
]

TRUE = [
    "Step 2 CS was an exam with actors as patients, and it has ended.",
    "Nobody can register for Step 2 CS any more.",
    "Step 1 no longer gives a number.",
    "Programs see only pass or fail for Step 1, unless you tested before 2022.",
    "MyIntealth is for certification; for the exams you use the FSMB.",
    "ECFMG stopped registering people for the Steps in January 2026.",
    "You do not register for Step 1 in MyIntealth.",
    "Blocks were 60 minutes long until May 2026.",
    "The Step 2 CK pass mark rose from 214 to 218 on 1 July 2025.",
    "The limit was six attempts before July 2021.",
    "Your school's missing accreditation does not stop your certification.",
    "You can be certified even if your school is not accredited.",
    "ERAS is used by most specialties, but not by OB-GYN.",
    "The NRMP registers permanent residents as non-U.S. IMGs.",
    "You do not need an ECFMG certificate for electives.",
    "An observership is not part of ECFMG certification.",
    "No agency can guarantee you a match.",
    "Be careful with companies that guarantee letters.",
    "B-2 is for tourism and is the wrong class for an observership.",
    "Moonlighting is forbidden on J-1.",
    "Match Day is expected on 19 March 2027, by the usual rule.",
    "You cannot repeat a passed Step for a better score.",
    "You may retake a failed Step after the waiting time.",
    "The letter writer uploads the letter.",
    "Do not call programs during SOAP.",
    "US citizens on a Pathway need OET too.",
    "Four attempts are the most for each Step.",
    "Step 3 must be taken in the United States.",
    "Never hide an attempt; the transcript shows it.",
    "If your school has a 40 percent cut, ask the dean.",
    "Solve 20 questions in 30 minutes.",
    "Ask the program whether it sponsors H-1B.",
    "Students of unaccredited schools can still be certified.",
    "Accreditation matters for Pathway 3.",
    "A tourist visa does not allow clinical work.",
    "Your visa says B-1/B-2: then the class at the border counts.",
    "You can be certified and enter the Match without USCE.",
    "Letters in your specialty help most.",
    "In 2025 the rate for non-US IMGs was 58.0%.",
    "An externship may be partly hands-on.",
]

REQUIRED = {
    *("step-2-cs", "step-1-score", "usmle-registration", "iwa-oasis", "long-blocks", "old-pass-mark"),
    *("attempt-limit", "wfme-bars", "eras-for-all", "green-card-us-img", "certification-without-pathway"),
    *("electives-need-certificate", "observership-for-certification", "guarantee", "b-2-for-rotations"),
    *("j-1-moonlighting", "date-of-2027-as-official"),
}

RULE = """[sets]
OLD = 'no longer|was'

[[rule]]
id = "no-cats"
reason = "there is no cat"
right = "a dog"
facts = ["S-1"]
source = "https://example.org/cats"
patterns = ['\\bcats?\\b']
unless = ['{OLD}']
catches = ["The cat sleeps."]
lets_pass = ["The cat was here."]

[[host]]
host = "cats.example"
reason = "all cats"
"""


@cache
def rules() -> tuple[Rule, ...]:
    return load_guardrails(SHIPPED).rules


def entry(text: str, title: str = "A title") -> Entry:
    return Entry(id="usce/cat", topic="usce", title=title, phrasings=("x",), text=text)


def told(text: str, title: str = "A title") -> set[str]:
    """The ids of the rules that an entry with this text breaks."""
    faq = Faq((entry(text, title),))
    found = list(check_guardrails(faq, rules(), Places(Path())))
    return {rule.id for rule in rules() for fault in found if f"({rule.id})" in fault.wrong}


def made(tmp_path: Path, text: str = RULE) -> Path:
    file = tmp_path / "guardrails.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_shipped_rules_prove_themselves_and_are_all_there() -> None:
    shipped = load_guardrails(SHIPPED)

    assert shipped.faults == ()
    assert {rule.id for rule in shipped.rules} >= REQUIRED
    assert shipped.hosts
    assert "pages.dev" in shipped.hosts
    assert all(len(rule.catches) >= 2 and len(rule.lets_pass) >= 2 for rule in shipped.rules)


@pytest.mark.parametrize(("rule", "sentence"), UNTRUE)
def test_an_untrue_sentence_is_caught(rule: str, sentence: str) -> None:
    assert sentence not in next(each for each in rules() if each.id == rule).catches
    assert rule in told(f"Some words first. {sentence} More words.")


@pytest.mark.parametrize("sentence", TRUE)
def test_a_true_sentence_passes(sentence: str) -> None:
    assert told(f"Some words first. {sentence} More words.") == set()


def test_a_question_claims_nothing_unless_the_text_agrees() -> None:
    assert told("No. It has ended.", "Is Step 2 CS required?") == set()
    assert told("Yes. You need it.", "Is Step 2 CS required?") == {"step-2-cs"}
    assert told("On the site.", "How do I book Step 2 CS?") == {"step-2-cs"}


def test_a_list_is_read_with_the_line_that_introduces_it() -> None:
    assert told("It does not:\n- guarantee a match;\n- pay you.") == set()
    assert told("It will:\n- guarantee a match;\n- pay you.") == {"guarantee"}


def test_markup_and_line_ends_hide_nothing() -> None:
    assert told("You must take **Step 2\nCS** before the rest.") == {"step-2-cs"}


def test_a_fault_names_file_line_reason_and_source(tmp_path: Path) -> None:
    file = tmp_path / "usce" / "cat.md"
    file.parent.mkdir()
    text = "A dog.\n\n1. One.\n2. A cat eats."
    file.write_text(f"---\ntitle: A title\nphrasings: [x]\n---\n\n{text}\n", encoding="utf-8")

    loaded = load_guardrails(made(tmp_path))
    [fault] = check_guardrails(Faq((entry(text),)), loaded.rules, Places(tmp_path))

    assert (fault.path, fault.line, fault.severity) == ("usce/cat.md", 9, "error")
    assert fault.wrong == "'A cat eats.' (no-cats): there is no cat"
    assert fault.right == "a dog (S-1, https://example.org/cats)"


@pytest.mark.parametrize(
    ("old", "new", "line", "wrong"),
    [
        ("The cat sleeps.", "The dog sleeps.", 4, "does not catch its sample 'The dog sleeps.'"),
        ("The cat was here.", "A cat eats.", 4, "catches 'A cat eats.', which it must let pass"),
        ("'\\bcats?\\b'", "'('", 4, "patterns: "),
        ("patterns = ['\\bcats?\\b']\n", "", 4, "patterns is missing"),
        ('reason = "there is no cat"\n', "", 4, "reason is missing"),
        ("https://example.org/cats", "http://example.org/cats", 4, "is not https"),
        ("unless =", "except =", 4, "unknown key 'except'"),
        ('catches = ["The cat sleeps."]\n', "", 4, "catches is missing"),
        ('id = "no-cats"\n', "", 4, "id is missing"),
        ('reason = "all cats"\n', "", 15, "reason is missing"),
        ("[sets]", "[sets", 1, "TOML"),
        ("['{OLD}']", "['{NEW}']", 4, "names the set {NEW}, which is not there"),
        ("OLD = 'no longer|was'", "OLD = 3", 1, "sets are not texts"),
        ("[[rule]]", "[rule]", 1, "not a list of tables"),
    ],
)
def test_a_faulty_rule_is_a_fault_itself(tmp_path: Path, old: str, new: str, line: int, wrong: str) -> None:
    assert old in RULE

    faults = load_guardrails(made(tmp_path, RULE.replace(old, new, 1))).faults

    assert [fault.line for fault in faults if wrong in fault.wrong] == [line]


def test_a_rule_rests_on_known_facts(tmp_path: Path) -> None:
    loaded = load_guardrails(made(tmp_path)).rules

    assert list(check_rule_facts(loaded, {"S-1"})) == []
    assert [fault.line for fault in check_rule_facts(loaded, {"S-2"})] == [4]


def test_an_id_stands_once_and_a_missing_file_is_named(tmp_path: Path) -> None:
    twice = RULE + RULE[RULE.index("[[rule]]") : RULE.index("[[host]]")]

    assert "stands there twice" in load_guardrails(made(tmp_path, twice)).faults[0].wrong
    assert "cannot be read" in load_guardrails(tmp_path / "none.toml").faults[0].wrong
