"""The stacks of undo and redo, against a plain model."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papernotes.reading.log.events import StateChange
from papernotes.reading.store import ReadingStore
from papernotes.reading.undo_history import stacks


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


CHANGES = st.builds(
    lambda paper, what: StateChange((f"title:{paper}",), *what),
    st.integers(0, 3),
    st.sampled_from(
        [
            ("read", True),
            ("read", False),
            ("starred", True),
            ("triage", "later"),
            ("triage", "read"),
            ("triage", ""),
            ("tag", True, "Idea"),
            ("tag", False, "idea"),
            ("list", True, "to read"),
            ("list", True, "New"),
            ("list", False, "to read"),
        ]
    ),
)
ON_LISTS = st.sampled_from(["delete", "rename", "move"])
STEPS = st.lists(st.lists(CHANGES, min_size=1, max_size=4) | ON_LISTS, max_size=6)


def do(store, step):
    if isinstance(step, list):
        return store.apply(step)
    first = store.lists()[0]
    if step == "move" and first.papers:
        return store.move(first.name, store.papers()[first.papers[-1]].identifiers, 0)
    if step == "rename":
        return store.rename_list(first.name, f"{first.name} {len(store.lists()) + len(first.name)}")
    return store.delete_list(first.name) if len(store.lists()) > 1 else store.make_list("Another")


def picture(store):
    """What the reader sees: papers without a mark count as unknown ones."""
    ids = {id: sorted(paper.identifiers) for id, paper in store.papers().items()}
    papers = {
        tuple(paper.identifiers): paper._replace(id="", added=None, last_opened=None)
        for paper in store.papers().values()
        if paper.triage or paper.starred or paper.tags or paper.lists
    }
    return papers, [(one.name, [ids[id] for id in one.papers]) for one in store.lists()]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_undoing_all_leads_back_and_redoing_all_leads_forth(tmp_path_factory, steps):
    with ReadingStore.open(tmp_path_factory.mktemp("undo")) as store:
        pictures = [picture(store)]
        pictures.extend(picture(store) for step in steps if do(store, step).changed)
        for expected in pictures[-2::-1]:
            assert store.undo().changed
            assert picture(store) == expected
        assert store.undo() is None
        for expected in pictures[1:]:
            assert store.redo().changed
            assert picture(store) == expected
        assert store.redo() is None
        assert store.check() == []
