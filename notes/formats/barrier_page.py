"""Pages that a server shows in the place of another: to sign in, an error, a question about cookies, a check for robots.

They come with an address, or were saved by mistake, and look like a short note. The words are English, Chinese, Japanese
and Korean. A long text is never taken for such a page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import clean_line

MAXIMUM_BARRIER_CHARACTERS = 1_200
"""A page whose main part has more text than this is a page of its own."""

_SITE_NAME = lazy_pattern(r"\s+[-–—|·•]\s+|\s*[|·•｜]\s*")
_SIGN_IN = (
    r"(?:please )?(?:sign|log) ?-?in(?: required| to .{1,60}| with .{1,40}| page)?|login(?: page| required)?",
    r"authentication required|members only|(?:your )?session (?:has )?(?:expired|timed out)",
    r"(?:subscribe|sign up) to .{1,40}|subscription required",
    r"(?:请|請)?(?:先)?(?:登录|登錄|登入)(?:页面)?|用户登录|ログイン(?:してください|画面|ページ)?|サインイン",
    r"로그인(?: ?페이지| ?하세요| ?필요)?",
)
_CONSENT = (
    r"we (?:use|value) .{0,40}|before you continue.{0,40}|(?:accept|manage|allow) (?:all )?cookies",
    r"(?:your )?(?:cookies?|privacy)(?: ?and ?(?:cookies?|privacy))?"
    r"(?: (?:settings?|consent|notice|policy|preferences|choices|matters?))?",
    r".{0,20}cookies? ?(?:设置|政策|提示|の設定|の使用|の同意|설정|동의|사용).{0,12}|(?:隐私|隱私)(?:设置|政策|提示)",
    r"クッキー.{0,16}|쿠키.{0,12}",
)
_ROBOTS = (
    r"just a moment|attention required|(?:checking|verifying) (?:your browser|you are human|if the site).{0,60}",
    r"(?:are you (?:a )?)?(?:human|robot)\?|(?:please )?verify (?:that )?you are (?:a )?human.{0,20}",
    r"(?:security|robot|bot) (?:check|verification)|(?:please )?(?:solve|complete) .{0,20}captcha|captcha|ddos protection.{0,30}",
    r"(?:请|請)?(?:稍候|稍等).{0,6}|(?:人机|人機|安全)(?:验证|驗證|检查)|ロボットではありません|しばらくお待ちください",
    r"로봇이 아닙니다|잠시만 기다려.{0,8}|보안 확인",
)
_FAILURE = (
    r"(?:page |file )?not found|(?:access|permission) (?:denied|forbidden)|forbidden|unauthori[sz]ed|bad (?:gateway|request)"
    r"|(?:internal )?server error|service (?:temporarily )?unavailable|gateway time-?out|too many requests|error"
)
_ERROR = (
    rf"{_FAILURE}|(?:http ?)?(?:error ?)?[45]\d\d(?:[ :,.!-]{{1,3}}(?:{_FAILURE}))?",
    r"(?:the |this )?(?:page|file|site|resource) (?:(?:was|is|could) (?:not|unavailable|gone)|cannot be|can.t be|isn.t|doesn.t).{0,30}",
    r"(?:down for |under |site )maintenance|something went wrong.{0,20}|an error occurred|oops",
    r"(?:抱歉[，,]?)?(?:页面|頁面|网页)(?:不存在|未找到|找不到|无法访问)|找不到(?:页面|頁面|网页)|(?:访问|存取)(?:被拒绝|受限)",
    r"服务器(?:内部)?错误|出错了|(?:お探しの)?ページ(?:が|は)(?:見つかりません|存在しません).{0,8}|アクセスが拒否されました",
    r"サーバーエラー|エラー|(?:요청하신 )?페이지를 찾을 수 없습니다|접근이 (?:거부|제한).{0,8}|서버 오류|오류",
)
_KINDS = tuple(
    (does, lazy_pattern("|".join(words), re.IGNORECASE))
    for does, words in (
        ("asks to sign in", _SIGN_IN),
        ("asks about cookies", _CONSENT),
        ("checks for robots", _ROBOTS),
        ("is an error of the server", _ERROR),
    )
)


def why_no_page(titles: Sequence[str], text: str, *, has_password: bool) -> str:
    """What a web page does instead of holding a note, such as `asks to sign in`; empty if it is a page of its own.

    `titles` are the title of the document and its headings, `text` is the main part. `has_password` says that the page
    has a field for a password.
    """
    if len(text) > MAXIMUM_BARRIER_CHARACTERS:
        return ""
    parts = [part.strip(" .!…。！") for title in titles for part in (title, *_SITE_NAME.split(title))]
    for does, words in _KINDS:
        if any(words.fullmatch(clean_line(part)) for part in parts):
            return does
    return "asks to sign in" if has_password else ""
