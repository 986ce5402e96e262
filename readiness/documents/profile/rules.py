"""Rules between the parts of a profile that a JSON Schema cannot express.

They look at the parsed document, so that they can also report on one that the schema refuses. If something they need
is missing, another rule or the schema reports that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from readiness.documents.json_text.finder import Finder, listed, quoted, shortened
from readiness.documents.json_text.problems import Hint, Suggestion, nearest
from readiness.documents.json_text.strict import pointer_to
from readiness.documents.json_text.times import parse_moment
from readiness.documents.lint.ranges import holds_never
from readiness.documents.profile.regions import COUNTRIES, ELSEWHERE
from readiness.domain.profile import Operator, ServerKind

_TEXTS: Final = frozenset({"title", "why", "text", "purpose"})
_MEMBERSHIP: Final = (Operator.ONE_OF, Operator.NONE_OF)


def note_rule_problems(finder: Finder) -> None:
    """Record everything that breaks a rule, except where a problem is already known."""
    profile = finder.document.value
    _languages(finder, profile)
    _validity(finder, profile)
    _equal_ids(finder, "/network_test/servers", _members(_dict(profile.get("network_test")).get("servers")))
    requirements = _members(profile.get("requirements"))
    _equal_ids(finder, "/requirements", requirements)
    servers = _servers(profile)
    for index, requirement in enumerate(requirements):
        pointer = f"/requirements/{index}"
        _systems(finder, pointer, requirement)
        for below, asked in _questions(pointer, requirement):
            _answers(finder, below, asked)
        _places(finder, pointer, requirement, servers)
        _conditions(finder, pointer, requirement)
    _something_required(finder, requirements)


def _dict(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    return value if isinstance(value, dict) else {}


def _members(value: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any JSON value
    """Return the members of a list as objects, one for each, so that indices are preserved."""
    return [_dict(member) for member in value] if isinstance(value, list) else []


def _parts(value: Any, pointer: str = "") -> Iterator[tuple[str, str, Any]]:  # noqa: ANN401 - any JSON value
    """Yield pointer, key and value of everything in a document outside of ``x-`` keys."""
    if isinstance(value, list):
        for index, member in enumerate(value):
            yield from _parts(member, pointer_to(pointer, index))
    for key, member in _dict(value).items():
        if not key.startswith("x-"):
            below = pointer_to(pointer, key)
            yield below, key, member
            yield from _parts(member, below)


def _languages(finder: Finder, profile: dict[str, Any]) -> None:
    """Every translatable text must exist in the profile's own language."""
    language = profile.get("language")
    if not isinstance(language, str) or finder.touched("/language"):
        return
    for pointer, key, texts in _parts(profile):
        if key in _TEXTS and isinstance(texts, dict) and language not in texts and not finder.touched(pointer):
            finder.add("text_default_missing", pointer, offending=", ".join(texts), language=language)


def _validity(finder: Finder, profile: dict[str, Any]) -> None:
    valid = _dict(profile.get("valid"))
    moments = {}
    for key in ("from", "until"):
        pointer = f"/valid/{key}"
        if isinstance(valid.get(key), str) and not finder.touched(pointer):
            try:
                moments[key] = parse_moment(valid[key])
            except ValueError:
                finder.add("date_impossible", pointer, offending=valid[key], found=shortened(valid[key]))
    if len(moments) == len(("from", "until")) and moments["from"] >= moments["until"]:
        finder.add("validity_reversed", "/valid/until", offending=valid["until"], start=valid["from"])


def _equal_ids(finder: Finder, pointer: str, members: list[dict[str, Any]], key: str = "/id") -> None:
    first: dict[str, int] = {}
    for index, member in enumerate(members):
        id_ = member.get("id")
        if not isinstance(id_, str):
            continue
        if id_ in first:
            line, _ = finder.document.place(f"{pointer}/{first[id_]}{key}")
            finder.add("id_repeated", f"{pointer}/{index}{key}", offending=id_, found=id_, first=line)
        first.setdefault(id_, index)


def _systems(finder: Finder, pointer: str, requirement: dict[str, Any]) -> None:
    """Overrides for a system count only where the requirement applies to that system."""
    only = requirement.get("only_on")
    if not isinstance(only, list) or finder.touched(f"{pointer}/only_on"):
        return
    for below, system, _ in _changes(requirement, pointer):
        if system not in only and not finder.touched(below):
            finder.add("system_excluded", below, offending=system, key=True, found=system)


def _servers(profile: dict[str, Any]) -> dict[str, bool]:
    """Return the names of the measuring servers; True for those that round trips can be measured to."""
    servers = _members(_dict(profile.get("network_test")).get("servers"))
    return {str(one.get("id")): one.get("kind") != ServerKind.UDP_ECHO for one in servers}


def _places(finder: Finder, pointer: str, requirement: dict[str, Any], servers: dict[str, bool]) -> None:
    """A fact can only be measured to a server that the profile names."""
    for below, part in ((pointer, requirement), *_tests(requirement, pointer)):
        name, at = part.get("server"), f"{below}/server"
        if not isinstance(name, str) or finder.touched(at) or servers.get(name):
            continue
        code = "server_unsuitable" if name in servers else "server_unknown"
        suitable = [server for server, fits in servers.items() if fits]
        meant = Suggestion(quoted(nearest(name, suitable) or "".join(suitable[:1])))
        if not suitable:
            server = f'{{"id": {quoted(name)}, "url": "https://speed.example.com/"}}'
            meant = Suggestion(f'"network_test": {{"servers": [{server}]}}', Hint.EXAMPLE)
        finder.add(code, at, offending=name, suggestion=meant, found=name)


def _questions(pointer: str, requirement: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield pointer and value of whatever asks the person: the requirement, or one of its alternatives."""
    yield pointer, requirement
    for index, way in enumerate(_members(requirement.get("any_of"))):
        yield f"{pointer}/any_of/{index}", way


def _answers(finder: Finder, pointer: str, requirement: dict[str, Any]) -> None:
    """The conditions of a question may only name possible answers."""
    asked = _dict(requirement.get("ask"))
    key = "regions" if "regions" in asked else "choices"
    choices, at = asked.get(key), f"{pointer}/ask/{key}"
    if not isinstance(choices, list) or finder.touched(at):
        return
    values = [str(choice.get("value")) if isinstance(choice, dict) else choice for choice in choices]
    _equal_ids(finder, at, [{"id": value} for value in values], key="")
    if key == "regions":
        _regions(finder, at, choices)
        values.append(ELSEWHERE)
    known = listed(values)
    for below, condition in _tiers(requirement, pointer):
        for operator in _MEMBERSHIP:
            named = condition.get(operator)
            for index, value in enumerate(named if isinstance(named, list) else ()):
                at = f"{below}/{operator}/{index}"
                if value not in values and not finder.touched(at):
                    meant, found = quoted(nearest(value, values)), shortened(value)
                    finder.add("choice_unknown", at, offending=found, suggestion=meant, found=found, allowed=known)


def _regions(finder: Finder, pointer: str, regions: list[Any]) -> None:
    """A region is a country of ISO 3166-1, or a subdivision of one."""
    for index, region in enumerate(regions):
        below = f"{pointer}/{index}" + ("/value" if isinstance(region, dict) else "")
        code = str(region.get("value")) if isinstance(region, dict) else region
        if code.partition("-")[0] not in COUNTRIES:
            finder.add("region_unknown", below, offending=code, found=code)


def _changes(requirement: dict[str, Any], pointer: str) -> Iterator[tuple[str, str, Any]]:
    """Yield pointer, system and value of every override for a system."""
    for system, change in _dict(requirement.get("per_os")).items():
        if not system.startswith("x-"):
            yield pointer_to(f"{pointer}/per_os", system), system, change


def _tiers(requirement: dict[str, Any], pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every condition of a requirement's own tiers, on all systems."""
    places = [(pointer, requirement), *((below, _dict(change)) for below, _, change in _changes(requirement, pointer))]
    for below, place in places:
        for tier in ("required", "recommended"):
            if isinstance(place.get(tier), dict):
                yield f"{below}/{tier}", place[tier]


def _conditions(finder: Finder, pointer: str, requirement: dict[str, Any]) -> None:
    """A condition that can never hold would fail everybody."""
    tests = _tests(requirement, pointer)
    conditions = [*_tiers(requirement, pointer)]
    # Tests know only what is required: an alternative or a "when" holds or does not.
    conditions += [(f"{at}/required", test["required"]) for at, test in tests if isinstance(test.get("required"), dict)]
    for at, condition in conditions:
        if not finder.touched(at) and holds_never(condition):
            finder.add("condition_never_holds", at, offending=shortened(condition), found=shortened(condition))


def _tests(requirement: dict[str, Any], pointer: str) -> list[tuple[str, dict[str, Any]]]:
    """Yield pointer and value of every test in ``when`` and in the alternatives."""
    tests = [(f"{pointer}/when/{i}", one) for i, one in enumerate(_members(requirement.get("when")))]
    for i, alternative in enumerate(_members(requirement.get("any_of"))):
        below = f"{pointer}/any_of/{i}/all"
        tests += [(f"{below}/{j}", one) for j, one in enumerate(_members(alternative.get("all")))]
    return tests


def _something_required(finder: Finder, requirements: list[dict[str, Any]]) -> None:
    """A profile without a required condition would pass every machine."""
    # Where a requirement is malformed, it may be the one that requires something.
    if not requirements or finder.touched("/requirements"):
        return
    if not any(_is_required(requirement) for requirement in requirements):
        finder.add("nothing_required", "/requirements")


def _is_required(requirement: dict[str, Any]) -> bool:
    if any(at.endswith("/required") for at, _ in _tiers(requirement, "")):
        return True
    if "fact" in requirement or "recommended" in requirement:
        return False
    return bool(requirement.get("level", "required") == "required")
