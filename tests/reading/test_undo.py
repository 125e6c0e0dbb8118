"""The stacks of undo and redo, against a plain model."""

from hypothesis import given
from hypothesis import strategies as st

from reading.undo import stacks


@given(st.lists(st.sampled_from(["do", "undo", "redo"]), max_size=40))
def test_stacks_are_those_of_any_editor(actions):
    steps, marks = [], []
    done, undone = [], []
    for number, action in enumerate(actions):
        step = f"{number:03}"
        if action == "do":
            steps.append(step)
            done.append(step)
            undone = []
        elif (action == "undo" and done) or (action == "redo" and undone):
            source, goal = (done, undone) if action == "undo" else (undone, done)
            target = source.pop()
            goal.append(target)
            steps.append(step)
            marks.append((step, action, target))
    found = stacks(steps, marks)
    assert ([target for target, _ in found.done], [target for target, _ in found.undone]) == (done, undone)


def test_what_to_reverse_is_the_last_step_that_did_it():
    assert stacks(["1", "2", "3"], [("2", "undo", "1"), ("3", "redo", "1")]).done == [("1", "3")]


def test_marks_that_fit_no_step_are_passed_over():
    assert stacks(["1", "2"], [("2", "undo", "9")]).done == [("1", "1")]
