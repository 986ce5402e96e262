"""What several profiles together ask to be measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from readiness.documents.profile.file import ProfileDocument
from readiness.domain.facts import SYSTEM_FACT
from readiness.domain.profile import NetworkTest
from readiness.domain.reference import reference


def wanted_facts(documents: Sequence[ProfileDocument]) -> frozenset[str]:
    """Return every fact needed to judge the profiles."""
    return frozenset({SYSTEM_FACT}.union(*(document.profile.facts for document in documents)))


def among_named(wanted: frozenset[str], named: frozenset[str]) -> frozenset[str]:
    """Return those wanted measurements that are named, by their full name or by the id of their fact."""
    return frozenset(one for one in wanted if {one, reference(one).fact} & named)


def wanted_words(documents: Sequence[ProfileDocument]) -> Mapping[str, frozenset[str]]:
    """Return, by fact, every word named in the profiles' conditions on it."""
    words: dict[str, frozenset[str]] = {}
    for document in documents:
        for test in document.profile.tests:
            lists = (clause.limit for clause in test.condition.clauses if isinstance(clause.limit, tuple))
            words[test.fact] = words.get(test.fact, frozenset()).union(*lists)
    return {fact: found for fact, found in words.items() if found}


def network_test(documents: Sequence[ProfileDocument]) -> NetworkTest:
    """Return the combined settings of the profiles for the network test.

    The first profile that names servers decides which are used; the largest number of runs and the smallest data
    budget count.
    """
    tests = [document.profile.network_test for document in documents]
    named = next((test for test in tests if test.servers), NetworkTest())
    budgets = [test.max_megabytes for test in tests if test.max_megabytes is not None]
    return NetworkTest(named.servers, named.choose, max(test.runs for test in tests), min(budgets, default=None))
