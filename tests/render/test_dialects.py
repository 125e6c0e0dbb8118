"""What other programs add to Markdown: links between notes, comments, boxes, marks, scripts."""

from __future__ import annotations

import pytest

from papernotes.notes.formats.markdown import parse_note
from papernotes.render import layout_note, plain_lines


def shown(markdown: str) -> str:
    return "\n".join(plain_lines(layout_note(markdown, 80)))


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("See [[Deep Pond]].", "See Deep Pond."),
        ("See [[Deep Pond|the pond]].", "See the pond."),
        ("See ![[fig 1.png|400]].", "See [image: fig 1.png]."),
        ("Seen %%and hidden%%.", "Seen ."),
        ("Seen.\n\n%%\nhidden\n%%\n\nAgain.", "Seen.\n\nAgain."),
        ("==Marked== words.", "Marked words."),
        ("A claim. ^claim-1", "A claim."),
        ("A claim ^a1b2c3 stands.", "A claim stands."),
        ("H~2~O and x^2^.", "H₂O and x²."),
        ("About 3~5, or 6~7.", "About 3~5, or 6~7."),
        ("Claimed^[by otters].", "Claimed (by otters)."),
        ("> [!warning]- Deep water\n> Swim not.", "│ Warning: Deep water\n│ Swim not."),
        ("> [!tip]\n> Swim.", "│ Tip\n│ Swim."),
        ('!!! note "Deep water"\n    Swim not.', "│ Note: Deep water\n│\n│ Swim not."),
        ("::: tip Advice\nSwim.\n:::", "│ Tip: Advice\n│\n│ Swim."),
        (":::note\nSwim.\n:::", "│ Note\n│\n│ Swim."),
        ("{{< lead >}}\nWords.\n{{< /lead >}}", "Words."),
        ("```mermaid\ngraph TD\n```", "[diagram in Mermaid]\n  graph TD"),
        ("up:: pond\nstatus:: unread", "up:: pond\nstatus:: unread"),
    ],
)
def test_dialects(markdown: str, text: str) -> None:
    assert shown(markdown).strip() == text


def test_a_link_between_notes_can_be_followed() -> None:
    layout = layout_note("See [[ponds/Deep Pond#Shore|the pond]] and [[Otter]].", 80)
    assert [link.target for link in layout.links] == ["ponds/Deep%20Pond#Shore", "Otter"]


def test_a_link_between_notes_is_a_relation() -> None:
    note = parse_note(
        "# A Note\n\nSee [[ponds/Deep Pond#Shore|the pond]], [[Otter]], ![[fig.png]].\n", path="a.md"
    ).note
    assert [(related.title, related.target) for related in note.related] == [
        ("the pond", "ponds/Deep Pond"),
        ("Otter", "Otter"),
    ]
