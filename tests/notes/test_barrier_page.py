"""Pages that a server shows in the place of another are no notes."""

from __future__ import annotations

import pytest

from papernotes.notes.formats.reader import read_document

BARRIERS = {
    "asks to sign in": (
        ("Sign in · Notes", "<h1>Notes</h1><form><input type='PassWord'></form><p>No account?</p>"),
        ("Notes", "<p>Members read here.</p><input type=password>"),
        ("Log in to your account | Library", "<p>Choose an institution.</p>"),
        ("Notes", "<h1>Your session has expired</h1><p>Begin again.</p>"),
        ("登录 - 论文笔记", "<p>请输入账号</p>"),
        ("ログイン", "<p>メール</p>"),
        ("로그인 | 노트", "<p>이메일</p>"),
    ),
    "asks about cookies": (
        ("Notes", "<h2>We value your privacy</h2><p>Partners store things.</p>"),
        ("Before you continue to Notes", "<p>Choose.</p>"),
        ("Cookie 设置", "<p>请选择</p>"),
    ),
    "checks for robots": (
        ("Just a moment...", "<h1>notes.example.org</h1><p>It may take seconds.</p>"),
        ("人机验证", "<p>请稍候</p>"),
    ),
    "is an error of the server": (
        ("404 Not Found", "<h1>404 Not Found</h1><hr>"),
        ("Notes", "<h1>404 - Not found</h1>"),
        ("Error 503: Service Unavailable", "<p>Later.</p>"),
        ("Access denied", "<p>You may not read this.</p>"),
        ("页面不存在", "<p>请返回</p>"),
        ("Notes", "<h1>ページが見つかりません</h1>"),
        ("Notes", "<h1>페이지를 찾을 수 없습니다</h1>"),
    ),
}
NOTES = (
    "Cookies and Consent: A Study",
    "Error Bars for Everyone",
    "Access Denied: Attacks That Fail",
    "404: A Data Set of Missing Links",
    "Are You Human? Telling Bots Apart",
    "Forbidden Knowledge",
    "Privacy of Small Models",
)


def read(title: str, body: str, *, alone: bool = True):
    page = f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return read_document(page.encode(), "page.html", alone=alone)


@pytest.mark.parametrize(
    ("does", "title", "body"), [(does, *page) for does, pages in BARRIERS.items() for page in pages]
)
def test_a_page_in_the_place_of_another_is_refused_with_its_reason(does: str, title: str, body: str) -> None:
    found = read(title, body)
    assert found.notes == ()
    assert [reason for _, reason in found.problems] == [
        f"is a web page that {does}, in the place of the one that was meant"
    ]


@pytest.mark.parametrize("title", NOTES)
def test_a_note_on_such_things_is_a_note(title: str) -> None:
    (note,) = read(f"{title} - Notes", f"<h1>{title}</h1><p>Why they matter.</p>").notes
    assert note.title == title


def test_a_long_text_is_a_note_whatever_else_is_on_its_page() -> None:
    body = f"<form><input type=password></form><h1>Sign in</h1><p>{'They hold. ' * 200}</p>"
    assert read("Sign in", body).notes


def test_in_a_site_such_pages_are_no_problem() -> None:
    assert read("404", "<h1>404 - Not found</h1>", alone=False).problems == ()
