"""The garbage collector while much is made that stays."""

import gc

import pytest

from reading.collector import collector_paused


@pytest.fixture
def thawed():
    yield
    gc.unfreeze()


def test_it_rests_meanwhile_and_leaves_alone_what_was_made(thawed):
    before = gc.get_freeze_count()
    with collector_paused():
        assert not gc.isenabled()
        with collector_paused():
            kept = [[number] for number in range(60_000)]
        assert not gc.isenabled() and gc.get_freeze_count() == before
    assert gc.isenabled() and gc.get_freeze_count() >= before + len(kept)


def test_a_little_is_looked_through_as_ever(thawed):
    gc.collect()
    before = gc.get_freeze_count()
    with collector_paused():
        assert [[number] for number in range(10)]
    assert gc.isenabled() and gc.get_freeze_count() == before
