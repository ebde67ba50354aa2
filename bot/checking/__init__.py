"""What must stay true of the entries: their form, what they may not say, and that they do not compete.

`examine` runs all checks over a loaded FAQ; `guardrails.toml` and `facts.toml` lie beside the entries.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from bot.checking import confusions, facts, form, guardrails
from bot.checking.places import Places
from bot.entries import Faq, Fault
from bot.matching.index import Index

__all__ = ["examine"]


def examine(faq: Faq, folder: Path, today: date, build: Callable[[Faq], Index]) -> list[Fault]:
    """Everything that is wrong with the entries of a folder, errors first, then by place.

    The competing pairs stay in their order, the worst first. `build` makes the index that judges phrasings.
    """
    places = Places(folder)
    rules = guardrails.Guardrails()
    found = list(faq.faults)
    if (folder / guardrails.FILE).is_file():
        rules = guardrails.load_guardrails(folder / guardrails.FILE)
        found += rules.faults
        found += guardrails.check_guardrails(faq, rules.rules, places)
    else:
        found.append(_missing(guardrails.FILE, "no answer is checked for what it may not say"))
    if (folder / facts.FILE).is_file():
        known = facts.load_facts(folder / facts.FILE)
        found += known.faults
        # Without one good fact every entry would be blamed for the file's fault.
        if known.by_id:
            found += facts.check_facts(faq, known.by_id, places)
            found += guardrails.check_rule_facts(rules.rules, known.by_id)
    else:
        found.append(_missing(facts.FILE, "no fact that an entry relies on is checked"))
    found += form.check_form(faq, places, rules.hosts or {}, today)
    rivals: list[Fault] = []
    if faq.entries:
        judged = confusions.judge_left_out(build(faq))
        found += confusions.check_confusions(judged, faq, places)
        rivals += confusions.check_rivals(judged, places)
    found.sort(key=lambda fault: (fault.severity != "error", fault.path, fault.line, fault.wrong))
    return found + rivals


def _missing(name: str, wrong: str) -> Fault:
    return Fault(name, 1, f"there is no such file, so {wrong}", "the file that the project ships", "warning")
