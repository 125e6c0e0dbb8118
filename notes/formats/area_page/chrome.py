"""What stands around the entries of a copied page: the site's navigation and footer, a banner, the end of a mail."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from papernotes.notes.formats.area_page.lines import PageLine
from papernotes.notes.formats.area_page.wording import cells
from papernotes.notes.patterns import lazy_pattern

MAXIMUM_FOOTER_LINES = 24
MAXIMUM_FOOTER_CELLS = 100
MAXIMUM_REPEATED_CELLS = 40
MINIMUM_REPEATED, MINIMUM_REPEATED_SHARE = 4, 0.5
"""A short line is not part of the entries if it is repeated at least this often, and at this share of the entries."""
MAXIMUM_SHARE_OF_REPEATED = 0.5
"""If more than this share of a page would go so, all of it stays."""

_BANNER = (
    r"(?:.{0,40}\b)?(?:we|site) uses? cookies\b.*|.{0,30}使用\s*cookies?.{0,40}|.{0,40}(?:クッキー|cookie)を使.*|.{0,40}쿠키를 사용.*"
    r"|accept(?: all)?(?: cookies)?|(?:reject|decline)(?: all)?|接受(?:全部)?|拒绝|全部接受|同意する|拒否する|동의(?:합니다)?|거부"
)
_MAIL_END = r"--|sent from my .*|sent with .*|get outlook for .*|发自我的.*|從我的.{1,20}傳送|.{1,20}から送信(?:されました)?|.{1,20}에서 (?:보냄|보낸 메일)"
"""What a mail ends with: the line above a signature (RFC 3676, section 4.3), or what a telephone adds."""
_NAVIGATION = lazy_pattern(
    r"skip to (?:main )?content|back to top|table of contents|on this page|(?:initializing )?search|toggle .{0,30}"
    r"|(?:made with|powered by|built with) .*|(?:copyright|©).*|previous|next|prev|last update.*|was this page helpful.*"
    r"|edit this page|view source.*|share|home|material for mkdocs"
    r"|跳转至(?:主要内容)?|跳至.{0,8}|目录|目錄|回到页面顶部|返回顶部|回到顶部|上一页|下一页|上一頁|下一頁|首页|搜索|最后更新.*"
    r"|コンテンツ(?:へ|に)スキップ|目次|(?:ページ)?トップ(?:へ|に)?戻る|前へ|次へ|前のページ|次のページ|ホーム|検索|最終更新.*"
    rf"|{_BANNER}"
    r"|콘텐츠로 (?:건너뛰기|이동)|본문으로 (?:건너뛰기|이동)|목차|맨 위로|이전|다음|이전 페이지|다음 페이지|홈|검색|마지막 (?:업데이트|수정).*",
    re.IGNORECASE,
)
_ARROW = r"[←→‹›«»<>⬅➡⟵⟶↑\s]*"
_FOOTER = lazy_pattern(
    rf"{_ARROW}(?:(?:made with|powered by|built with|copyright|©|last update|was this page helpful|最后更新|最終更新"
    r"|마지막 (?:업데이트|수정)).*"
    rf"|{_BANNER}|{_MAIL_END}"
    r"|back to top|material for mkdocs|(?:回到|返回)(?:页面)?顶部|(?:ページ)?トップ(?:へ|に)?戻る|맨 위로"
    r"|(?:previous|prev|next|上一页|下一页|上一頁|下一頁|前のページ|次のページ|前へ|次へ|이전 ?(?:페이지)?|다음 ?(?:페이지)?)"
    rf"(?:\s*[:：→»›].*|\s*(?:(?![\w\s])[^\x00-\x7f]).*|{_ARROW})"
    r"|previous\b.{1,80}\bnext\b.*|(?:上一[页頁]|前へ|이전).{1,80}(?:下一[页頁]|次へ|다음).*)",
    re.IGNORECASE,
)


def without_chrome(lines: Sequence[PageLine], declared: int) -> list[PageLine]:
    """The lines without those of the site's navigation, without the footer with its links to other pages, and without
    what stands at each entry, such as `Read more`. `declared` is the number of entries."""
    kept = list(lines)
    while kept and not kept[-1].text.strip():
        kept.pop()
    for at in range(max(0, len(kept) - MAXIMUM_FOOTER_LINES), len(kept)):
        if _FOOTER.fullmatch(kept[at].text.strip()) and all(
            cells(line.text) <= MAXIMUM_FOOTER_CELLS for line in kept[at:]
        ):
            kept = kept[:at]
            break
    repeated = _repeated([line.text.strip() for line in kept], declared)
    return [
        line._replace(text="")
        if line.text.strip() in repeated or _NAVIGATION.fullmatch(line.text.strip())
        else line
        for line in kept
    ]


def _repeated(texts: Sequence[str], declared: int) -> set[str]:
    """The short texts that stand at most entries; none if hardly anything else stands there."""
    written = [text for text in texts if text]
    counts = Counter(text for text in written if cells(text) <= MAXIMUM_REPEATED_CELLS)
    many = max(MINIMUM_REPEATED, MINIMUM_REPEATED_SHARE * declared)
    found = {text: count for text, count in counts.items() if count >= many and any(map(str.isalpha, text))}
    return set(found) if sum(found.values()) <= MAXIMUM_SHARE_OF_REPEATED * len(written) else set()
