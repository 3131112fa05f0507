"""Links, passwords, sessions and failures, by themselves and by a clock of the test's own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from auditor.serving import guards
from auditor.serving.access import FORGOTTEN_AFTER, FREE_TRIES, IDLE, LONGEST_WAIT, MOST_ADDRESSES, Access, Failures

HERE = guards.Place("127.0.0.1", 8642)
OPEN = guards.Place("0.0.0.0", 8642, frozenset(["audits.example"]))


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_token_opens_once_and_every_session_has_a_key_and_a_token_of_its_own() -> None:
    access = Access(None, Clock())
    first = access.token
    key = access.enter(first)
    assert key is not None
    assert access.enter(first) is None
    assert access.was_spent(first)
    assert not access.was_spent(access.token)
    other = access.enter(access.token)
    assert other is not None
    one, two = access.session(key), access.session(other)
    assert one is not None
    assert two is not None
    assert len({key, other, one.csrf, two.csrf, first, access.token}) == 6
    assert access.session("") is access.session(one.csrf) is None


def test_where_others_come_in_a_session_that_asks_for_nothing_ends() -> None:
    for password, is_over in ((None, False), ("x" * 12, True)):
        clock = Clock()
        access = Access(password, clock)
        key = access.enter(access.token)
        assert key is not None
        clock.now += IDLE
        assert access.session(key) is not None
        clock.now += IDLE + 1
        assert (access.session(key) is None) == is_over


@given(st.text())
def test_nothing_else_opens(guess: str) -> None:
    access = Access(None, Clock())
    assert access.enter(guess) is access.enter_with(guess) is access.session(guess) is None
    assert not access.was_spent(guess)


def test_without_a_password_none_fits() -> None:
    assert Access(None, Clock()).enter_with("") is None
    assert Access("x" * 12, Clock()).enter_with("x" * 12) is not None


def test_each_failure_beyond_the_free_ones_doubles_the_wait_of_that_address_alone() -> None:
    clock = Clock()
    failures = Failures(clock)
    waits = []
    for _ in range(FREE_TRIES + 12):
        failures.add("192.0.2.1")
        waits.append(failures.wait("192.0.2.1"))
    assert waits[: FREE_TRIES - 1] == [0.0] * (FREE_TRIES - 1)
    assert waits[FREE_TRIES - 1 : FREE_TRIES + 3] == [1, 2, 4, 8]
    assert waits[-1] == LONGEST_WAIT
    assert failures.wait("192.0.2.2") == 0
    clock.now += LONGEST_WAIT
    assert failures.wait("192.0.2.1") == 0
    failures.add("192.0.2.1")
    assert failures.wait("192.0.2.1") == LONGEST_WAIT, "it is not forgotten yet"
    clock.now += FORGOTTEN_AFTER
    failures.add("192.0.2.1")
    assert failures.wait("192.0.2.1") == 0


def test_many_addresses_take_no_memory_without_end() -> None:
    failures = Failures(Clock())
    for number in range(MOST_ADDRESSES + 50):
        failures.add(str(number))
    assert len(failures._by) == MOST_ADDRESSES


@given(st.text(max_size=30))
def test_no_name_that_others_could_own_is_ours(host: str) -> None:
    name = host.lower().rpartition(":")[0].strip("[]")
    assert not HERE.is_own(host) or name in guards.LOCAL
    assert HERE.is_own("127.0.0.1:8642")


def test_names_and_ports() -> None:
    for host in ("evil.example:8642", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil.example:8642", "192.0.2.1:8642"):
        assert not HERE.is_own(host), host
    for host in ("audits.example", "audits.example:443", "AUDITS.example", "192.0.2.1:8642", "[2001:db8::1]:8642"):
        assert OPEN.is_own(host), host
    for host in ("evil.example:8642", "192.0.2.1", "x.audits.example"):
        assert not OPEN.is_own(host), host
    assert [place.is_remote for place in (HERE, OPEN, guards.Place("::1", 1), guards.Place("example", 1))] == [
        False,
        True,
        False,
        True,
    ]
    assert guards.Place("127.0.0.1", 1, frozenset(["proxy.example"])).is_remote
    assert [guards.Place(host, 1).address for host in ("::", "::1", "0.0.0.0", "localhost")] == [
        "http://[::1]:1",
        "http://[::1]:1",
        "http://127.0.0.1:1",
        "http://localhost:1",
    ]


@given(st.one_of(st.none(), st.text()), st.one_of(st.none(), st.text()))
def test_only_our_own_page_writes(origin: str | None, site: str | None) -> None:
    wrong = guards.wrong_writer(HERE, "127.0.0.1:8642", origin, site)
    assert bool(wrong) == (origin != "http://127.0.0.1:8642" or site not in (None, "same-origin"))
    assert not guards.wrong_writer(HERE, "127.0.0.1:8642", "http://127.0.0.1:8642", site) or site != "same-origin"
