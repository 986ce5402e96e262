"""One product under several names is one product; its neighbours are others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.facts import Facts, Measured
from readiness.domain.judge import judge
from readiness.domain.product_names import product_key
from readiness.domain.profile import Clause, Condition, Issuer, OneFact, Operator, Profile, Requirement, Texts, Tiers
from readiness.domain.report import Outcome


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jabra EVOLVE 20 MS", "Evolve 20"),
        ("Plantronics Blackwire 3225 Series", "Poly Blackwire 3225"),
        ("GN Netcom A/S Jabra BIZ 2300", "jabra biz  2300"),
        ("Logitech USB Headset H570e Mono", "H570E"),
        ("Logitech, Inc. Zone Wired", "Zone_Wired"),
        ("USB Headset", "usb headset"),
    ],
)
def test_one_product(one: str, other: str) -> None:
    assert product_key(one) == product_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Jabra Evolve 65", "Jabra Evolve2 65"), ("H570e", "H390"), ("Jabra", "Logitech"), ("", "Headset")],
)
def test_two_products(one: str, other: str) -> None:
    assert product_key(one) != product_key(other)


@given(st.text())
def test_any_name_has_a_key_of_its_own(name: str) -> None:
    assert product_key(product_key(name)) == product_key(name)


@pytest.mark.parametrize(("operator", "outcome"), [(Operator.ONE_OF, Outcome.PASS), (Operator.NONE_OF, Outcome.FAIL)])
def test_employers_may_leave_out_the_maker(operator: Operator, outcome: Outcome) -> None:
    tiers = Tiers(Condition((Clause(operator, ("Evolve 20", "Blackwire 3225")),)))
    both = [Requirement(fact, OneFact(fact, None, tiers)) for fact in ("headset.model", "processor.model")]
    texts = Texts("en", {"en": "Example"})
    profile = Profile("com.example", "1.0.0", 1, "en", texts, Issuer("Example"), tuple(both))
    model = Measured("Jabra EVOLVE 20 MS")
    headset, processor = judge(profile, Facts({"headset.model": model, "processor.model": model})).findings
    assert headset.outcome is outcome
    assert processor.outcome is not outcome  # only names of products are compared so
