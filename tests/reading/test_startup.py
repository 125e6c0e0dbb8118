"""The garbage collector while much is made that stays."""

import gc

from papernotes.reading.startup import collector_paused


def test_it_rests_meanwhile_and_nothing_is_kept_from_it_afterwards():
    before = gc.get_freeze_count()
    with collector_paused():
        assert not gc.isenabled()
        with collector_paused():
            kept = [[number] for number in range(60_000)]
        assert not gc.isenabled()
    assert gc.isenabled() and kept
    assert gc.get_freeze_count() == before  # what is frozen stays for ever where it holds on to itself


def test_who_had_it_off_keeps_it_off():
    gc.disable()
    try:
        with collector_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
