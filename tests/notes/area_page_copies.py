"""Area pages in four languages, and the ways in which people copy them.

A page is a list of titles and summaries with a header; a copy is what a browser, a mail program, a text browser or a
person makes of it. COPIES names each way; `copy_of` makes a copy of a page.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable
from typing import NamedTuple


class Page(NamedTuple):
    """An area page: the lines above the entries, the entries, and the words of the site around it."""

    topic: str
    counted: str  # how the page counts its notes, with {} for the number
    venue: str
    elsewhere: str
    top: str
    entries: tuple[tuple[str, str], ...]
    skip: str
    previous: str
    following: str


ENGLISH = Page(
    "🔒 LLM Safety",
    "{} paper notes",
    "🧪 ICML2025",
    "📌 Same area in other venues: 📷 CVPR2026 (12) · 🔬 ICLR2026 (185)",
    "🔥 Top topics: LLM ×14 · Alignment/RLHF ×6 · Watermarking ×3",
    (
        (
            "Quiet Guards: Refusals That Keep Their Reasons to Themselves",
            "This paper trains a guard model that refuses without telling an attacker why. It halves the number of "
            "successful attacks on three open models, at no cost to harmless requests.",
        ),
        (
            "Who Watches the Watermark?",
            "Shows that a watermark survives paraphrasing only while its key stays secret, and measures how many "
            "samples an attacker needs to recover it: about 4,000 on every model that was tried.",
        ),
        (
            "3D Scenes Leak More Than Images",
            "A study of what a reconstructed room reveals about its owner. Even with all faces blurred, the age and "
            "the income of a person are guessed in 61% of the rooms.",
        ),
        (
            "Forgetting by Averaging (FbA)",
            "FbA averages the weights of models that were each trained without one part of the data, so that a "
            "request to delete costs a subtraction instead of a training run.",
        ),
        (
            "On the Price of Saying No: Measuring Over-Refusal in Assistants That Were Tuned on Synthetic Conversations "
            "Only",
            "Proposes a benchmark of 900 harmless questions that sound dangerous. Tuning on synthetic conversations "
            'raises refusals from 4% to 31%; a single sentence in the system prompt ("answer if in doubt") takes half '
            "of that back.",
        ),
        (
            "Empirical Leakage",
            r"Reveals that under the same \((ε,δ)\)-guarantee two trainings can leak amounts of text that differ by a "
            "factor of ten.",
        ),
        (
            "SandBag: Detecting Models That Play Dumb",
            "Introduces SandBag, which compares a model with a noisy copy of itself: noise makes an honest model worse, "
            "but a sandbagging one better. No label and no second model is needed.",
        ),
        (
            "Audit Trails for Tool Use",
            "Every call of a tool is signed by the prompt that led to it. With that trail an operator finds the injected "
            "sentence in seconds, where reading the transcript took half an hour.",
        ),
    ),
    "Skip to content",
    "Previous",
    "Next",
)
CHINESE = Page(
    "🔒 LLM 安全",
    "{} 篇论文笔记",
    "🧪 ICML2025",
    "📌 同领域其他会议： 📷 CVPR2026 (12) · 🔬 ICLR2026 (185)",
    "🔥 高频主题： LLM ×14 · 对抗鲁棒 ×7",
    (
        (
            "安静的守卫：不说明理由的拒绝",
            "本文训练一个只拒绝而不解释的守卫模型，使三个开源模型上的攻击成功率减半，同时不影响正常请求。",
        ),
        (
            "谁来看管水印？",
            "证明只有在密钥保密时水印才能经受改写，并测得攻击者约需四千个样本就能恢复密钥，对所有模型都是如此。",
        ),
        (
            "三维场景比图像泄露更多",
            "研究重建的房间会透露主人的哪些信息。即使遮住所有人脸，仍能在六成房间中猜中年龄与收入。",
        ),
        (
            "FbA: Forgetting by Averaging",
            "提出 FbA，对各自缺少一部分数据的模型取平均，使删除请求只需一次减法，而不必重新训练整个模型。",
        ),
        (
            "拒绝的代价：仅用合成对话微调的助手中的过度拒绝现象",
            "构建了九百个听起来危险但无害的问题作为基准，发现合成对话使拒绝率从百分之四升至三十一，而一句系统提示可以挽回一半。",
        ),
        (
            "经验泄露",
            "揭示在相同的差分隐私保证下，两次训练泄露的文本量可以相差十倍，并给出选择超参数的经验法则。",
        ),
        (
            "SandBag：识别装笨的模型",
            "把模型与其加噪副本比较：噪声使诚实的模型变差，却使装笨的模型变好，无需标签，也无需第二个模型。",
        ),
        (
            "工具调用的审计记录",
            "每次工具调用都由引发它的提示签名，运维人员因此几秒内就能找到被注入的句子，而通读记录需要半小时。",
        ),
    ),
    "跳转至",
    "上一页",
    "下一页",
)
JAPANESE = Page(
    "🔒 LLM 安全性",
    "{} 件の論文ノート",
    "🧪 ICML2025",
    "📌 他の会議の同じ分野: 📷 CVPR2026 (12) · 🔬 ICLR2026 (185)",
    "🔥 人気トピック: LLM ×14 · 頑健性 ×7",
    (
        (
            "静かな番人：理由を言わない拒否",
            "本論文では、理由を述べずに拒否する番人モデルを学習する。三つの公開モデルで攻撃の成功率が半分になり、無害な依頼には影響しない。",
        ),
        (
            "透かしを見張るのは誰か？",
            "鍵が秘密である間だけ透かしは言い換えに耐えることを示す。攻撃者は約四千の標本があれば鍵を復元できる。",
        ),
        (
            "三次元シーンは画像より多くを漏らす",
            "復元した部屋から持ち主の何が分かるかを調べた。顔をすべて隠しても、六割の部屋で年齢と収入が当てられる。",
        ),
        (
            "平均による忘却 (FbA)",
            "データの一部を欠いたモデルの重みを平均する手法を提案する。削除の依頼は、再学習ではなく一回の引き算で済む。",
        ),
        (
            "断ることの代価：合成対話だけで調整した助手における過剰拒否の測定",
            "危険に聞こえるが無害な九百の質問からなる評価集合を作った。合成対話は拒否率を大きく上げるが、一文の指示がその半分を取り戻す。",
        ),
        (
            "経験的な漏洩",
            "同じ差分プライバシーの保証の下でも、二つの学習が漏らす文章の量は十倍も異なりうることを明らかにする。",
        ),
        (
            "SandBag：愚かなふりをするモデルの検出",
            "モデルを雑音を加えた複製と比べる。雑音は正直なモデルを悪くするが、ふりをするモデルはかえって良くなる。",
        ),
        (
            "道具の利用の監査記録",
            "道具の呼び出しごとに、それを導いた指示が署名する。運用者は注入された文を数秒で見つけられるようになる。",
        ),
    ),
    "コンテンツへスキップ",
    "前へ",
    "次へ",
)
KOREAN = Page(
    "🔒 LLM 안전성",
    "논문 노트 {}개",
    "🧪 ICML2025",
    "📌 다른 학회의 같은 분야: 📷 CVPR2026 (12) · 🔬 ICLR2026 (185)",
    "🔥 인기 주제: LLM ×14 · 강건성 ×7",
    (
        (
            "조용한 파수꾼: 이유를 말하지 않는 거절",
            "본 논문은 이유를 설명하지 않고 거절하는 파수꾼 모델을 학습한다. 공개 모델 세 개에서 공격 성공률이 절반으로 줄고 무해한 요청에는 영향이 없다.",
        ),
        (
            "워터마크는 누가 지키는가?",
            "열쇠가 비밀일 때에만 워터마크가 바꿔 쓰기를 견딘다는 것을 보인다. 공격자는 표본 사천 개 정도로 열쇠를 복원한다.",
        ),
        (
            "삼차원 장면은 사진보다 많이 흘린다",
            "복원된 방이 주인에 대해 무엇을 드러내는지 조사했다. 얼굴을 모두 가려도 방의 육 할에서 나이와 소득을 맞힌다.",
        ),
        (
            "평균으로 잊기 (FbA)",
            "자료의 한 부분씩을 빼고 학습한 모델들의 가중치를 평균한다. 삭제 요청은 다시 학습하는 대신 뺄셈 한 번으로 끝난다.",
        ),
        (
            "거절의 값: 합성 대화로만 조정한 비서의 지나친 거절 재기",
            "위험하게 들리지만 무해한 질문 구백 개로 평가 자료를 만들었다. 합성 대화는 거절을 크게 늘리지만 지시 한 문장이 절반을 되돌린다.",
        ),
        (
            "경험적 유출",
            "같은 차등 정보보호 보장 아래에서도 두 번의 학습이 흘리는 글의 양이 열 배까지 다를 수 있음을 밝힌다.",
        ),
        (
            "SandBag: 모르는 척하는 모델 찾기",
            "모델을 잡음을 섞은 복사본과 비교한다. 잡음은 정직한 모델을 나쁘게 하지만 척하는 모델은 오히려 좋아진다.",
        ),
        (
            "도구 사용의 감사 기록",
            "도구를 부를 때마다 그것을 이끈 지시가 서명한다. 운영자는 끼워 넣은 문장을 몇 초 만에 찾아낸다.",
        ),
    ),
    "콘텐츠로 건너뛰기",
    "이전",
    "다음",
)
PAGES = {"en": ENGLISH, "zh": CHINESE, "ja": JAPANESE, "ko": KOREAN}

Entries = tuple[tuple[str, str], ...]
Body = Callable[[Entries], str]


def header(page: Page, *, separator: str = " · ", labels: bool = True, gap: str = "\n\n") -> str:
    """The lines above the entries."""
    counted = page.counted.format(len(page.entries))
    lines = [page.topic, f"{page.venue}{separator}{counted}"]
    if labels:
        lines += [page.elsewhere, page.top]
    return gap.join(lines) + "\n\n"


def paragraphs(entries: Entries) -> str:
    """Titles and summaries in turn, with blank lines between."""
    return "".join(f"{title}\n\n{summary}\n\n" if summary else f"{title}\n\n" for title, summary in entries)


def close_lines(entries: Entries) -> str:
    """The same without a blank line."""
    return "".join(f"{title}\n{summary}\n" for title, summary in entries)


def pairs(entries: Entries) -> str:
    """A blank line after each summary only."""
    return "".join(f"{title}\n{summary}\n\n" for title, summary in entries)


def bullets(mark: str, *, lone: bool, indent: str = "") -> Body:
    """Each title after a bullet, with or without a bullet that stands alone below it."""
    return lambda entries: "".join(
        f"{indent}{mark} {title}\n" + (f"{indent}{mark}\n" if lone else "") + f"{indent}{summary}\n"
        for title, summary in entries
    )


def numbers(form: str) -> Body:
    """Each title after its number."""
    return lambda entries: "".join(
        f"{form.format(number)} {title}\n{summary}\n"
        for number, (title, summary) in enumerate(entries, start=1)
    )


def numbered(form: str) -> Body:
    """Each title right after its number."""
    return lambda entries: "".join(
        f"{form.format(number)}{title}\n{summary}\n"
        for number, (title, summary) in enumerate(entries, start=1)
    )


def each(form: str) -> Body:
    """Each entry in one form, with its {number}, {title} and {summary}."""
    return lambda entries: "".join(
        form.format(number=number, title=title, summary=summary)
        for number, (title, summary) in enumerate(entries, start=1)
    )


def bullet_above(entries: Entries) -> str:
    """A bullet alone, then the title, then the summary."""
    return "".join(f"•\n{title}\n{summary}\n" for title, summary in entries)


def markdown_list(entries: Entries) -> str:
    """The page as Markdown: linked titles in a list, with indented summaries."""
    return "".join(
        f"- [{title}](https://example.org/{n}/)\n\n    {summary}\n\n"
        for n, (title, summary) in enumerate(entries)
    )


def markdown_definitions(entries: Entries) -> str:
    """The page as its own source: bold linked titles, and summaries as definitions."""
    return "".join(
        f"**[{title}](a_{n}.md)**\n\n:   {summary}\n\n" for n, (title, summary) in enumerate(entries)
    )


def markdown_headings(entries: Entries) -> str:
    """The page as Markdown with a heading for each note."""
    return "".join(f"### {title}\n\n{summary}\n\n" for title, summary in entries)


def bold_titles(entries: Entries) -> str:
    """Bold titles with the summary right below."""
    return "".join(f"**{title}**\n{summary}\n\n" for title, summary in entries)


def titles(entries: Entries) -> str:
    """Only the titles, with blank lines between."""
    return "".join(f"{title}\n\n" for title, _ in entries)


def titles_close(entries: Entries) -> str:
    """Only the titles, one a line."""
    return "".join(f"{title}\n" for title, _ in entries)


def titles_listed(entries: Entries) -> str:
    """Only the titles, each after a bullet."""
    return "".join(f"* {title}\n" for title, _ in entries)


def width(text: str) -> int:
    """The cells that a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrapped(text: str, cells: int, *, indent: str = "") -> str:
    """A text wrapped as text browsers and mail programs do it: at blanks, and between wide characters."""
    return "\n".join(part for line in text.split("\n") for part in _wrapped_line(line, cells, indent))


def _wrapped_line(line: str, cells: int, indent: str) -> list[str]:
    if not line.strip():
        return [""]
    hang = " " * (len(line) - len(line.lstrip()))
    found = re.match(r"\s*(?:[-*•+◦—]|\d+\.)\s+", line)
    hang = " " * len(found[0]) if found else hang
    if line.isascii():
        return textwrap.wrap(
            line,
            cells,
            initial_indent=indent,
            subsequent_indent=indent + hang,
            break_on_hyphens=False,
            break_long_words=False,
        )
    lines, current = [], indent
    for word in re.findall(
        r"[⺀-鿿぀-ヿ！-～、。](?:[，。：；？！、）」])*|[^\s⺀-鿿぀-ヿ！-～、。]+|\s+", line
    ):
        if width(current + word.rstrip()) > cells and current.strip():
            lines.append(current.rstrip())
            current = indent + hang + word.lstrip()
        else:
            current += word
    return [*lines, current.rstrip()]


class Copy(NamedTuple):
    """A way to copy a page. `summaries` says whether the copy has them."""

    make: Callable[[Page], str]
    summaries: bool = True


def _plain(body: Body, **how: object) -> Callable[[Page], str]:
    return lambda page: header(page, **how) + body(page.entries)  # type: ignore[arg-type]


def _footer(page: Page) -> str:
    return (
        f"\n\n{page.previous}\n💡 Reasoning\n\n{page.following}\n🧠 Memory\n\nMade with Material for MkDocs\n"
    )


def _navigation(page: Page) -> str:
    return f"{page.skip}\n\nPaper Notes\n\nHome\nICML2025\n{page.topic}\n\n"


def _numbered_links(page: Page, mark: str) -> str:
    """A page as a text browser prints it: wrapped, with numbers before links and their addresses at the end."""
    entries = "".join(
        f"[{n}]{title}\n       {summary}\n\n" for n, (title, summary) in enumerate(page.entries, 7)
    )
    addresses = "".join(f"   {n}. https://example.org/{n}/\n" for n in range(1, len(page.entries) + 7))
    text = f"{wrapped(header(page) + entries, 78)}\nReferences\n\n   Visible links\n{addresses}"
    return "".join(f"{mark}{line}".rstrip() + "\n" for line in text.split("\n"))


def _printed(text: str) -> str:
    """A text with what a browser prints above and below each page of it."""
    lines = text.split("\n")
    above, below = (
        "11/30/26, 10:15 PM                    Paper Notes",
        "https://example.org/ICML2025/          {}/4",
    )
    pages = [lines[at : at + 7] for at in range(0, len(lines), 7)]
    return "\n".join(
        line for at, page in enumerate(pages, start=1) for line in [above, *page, below.format(at)]
    )


_BANNERS = {
    ENGLISH.topic: "We use cookies to improve your experience.\nAccept all\n",
    CHINESE.topic: "本站使用 Cookie 以改善体验\n接受\n",
    JAPANESE.topic: "当サイトはクッキーを使用しています\n同意する\n",
    KOREAN.topic: "이 사이트는 쿠키를 사용합니다\n동의\n",
}
_SENT = {
    ENGLISH.topic: "Sent from my phone\n",
    CHINESE.topic: "发自我的手机\n",
    JAPANESE.topic: "スマートフォンから送信\n",
    KOREAN.topic: "휴대폰에서 보냄\n",
}

COPIES: dict[str, Copy] = {
    "paragraphs": Copy(_plain(paragraphs)),
    "lines without blank lines": Copy(_plain(close_lines)),
    "a blank line after each summary": Copy(_plain(pairs)),
    "without the lines above the entries": Copy(_plain(paragraphs, labels=False)),
    "a close header": Copy(_plain(close_lines, gap="\n")),
    "navigation above": Copy(lambda page: _navigation(page) + header(page) + paragraphs(page.entries)),
    "a footer": Copy(lambda page: header(page) + paragraphs(page.entries) + _footer(page)),
    "a footer on one line": Copy(
        lambda page: (
            header(page)
            + paragraphs(page.entries)
            + f"← {page.previous}: 💡 Reasoning\n\n{page.following} 🧠 Memory →\n"
        )
    ),
    "a footer without words": Copy(
        lambda page: header(page) + paragraphs(page.entries) + "💡 LLM Reasoning\n"
    ),
    **{
        f"bullets {mark}{' and alone' if lone else ''}": Copy(_plain(bullets(mark, lone=lone)))
        for mark in "-*•◦+—–o"
        for lone in (False, True)
    },
    "indented bullets": Copy(_plain(bullets("*", lone=False, indent="   "))),
    "numbers 1.": Copy(_plain(numbers("{}."))),
    "numbers 1)": Copy(_plain(numbers("{})"))),
    "numbers (1)": Copy(_plain(numbers("({})"))),
    "numbers 1、": Copy(_plain(numbers("{}、"))),
    "a bullet above each title": Copy(_plain(bullet_above)),
    **{
        f"separator {separator.strip() or 'brackets'}": Copy(_plain(paragraphs, separator=separator))
        for separator in (" • ", " - ", " | ", " — ", ": ", "·")
    },
    "brackets": Copy(
        lambda page: (
            f"{page.topic}\n\n{page.venue} ({page.counted.format(len(page.entries))})\n\n"
            + paragraphs(page.entries)
        )
    ),
    "a blank in the venue": Copy(
        lambda page: header(page._replace(venue="🧪 ICML 2025")) + paragraphs(page.entries)
    ),
    "a broken icon": Copy(lambda page: "\ufffd" + header(page)[1:] + paragraphs(page.entries)),
    **{
        f"wrapped at {cells}": Copy(lambda page, c=cells: wrapped(header(page) + paragraphs(page.entries), c))
        for cells in (66, 72, 80)
    },  # type: ignore[misc]
    "wrapped and indented": Copy(
        lambda page: wrapped(header(page) + paragraphs(page.entries), 76, indent="   ")
    ),
    "wrapped without blank lines": Copy(lambda page: header(page) + wrapped(close_lines(page.entries), 72)),
    "wrapped bullets": Copy(
        lambda page: wrapped(header(page) + bullets("*", lone=False, indent="     ")(page.entries), 78)
    ),
    "wrapped bullets and alone": Copy(
        lambda page: wrapped(header(page) + bullets("-", lone=True)(page.entries), 72)
    ),
    "quoted in a mail": Copy(
        lambda page: "".join(
            f"> {line}\n" for line in wrapped(header(page) + paragraphs(page.entries), 72).split("\n")
        )
    ),
    "Markdown list": Copy(lambda page: f"# {header(page)}{markdown_list(page.entries)}"),
    "Markdown definitions": Copy(
        lambda page: (
            f"# {page.topic}\n\n**{page.venue}** · {page.counted.format(f'**{len(page.entries)}**')}\n\n"
            + markdown_definitions(page.entries)
        )
    ),
    "Markdown headings": Copy(lambda page: f"## {header(page)}{markdown_headings(page.entries)}"),
    "bold titles": Copy(lambda page: f"# {header(page)}{bold_titles(page.entries)}"),
    "titles only": Copy(_plain(titles), summaries=False),
    "titles only without blank lines": Copy(_plain(titles_close), summaries=False),
    "titles only with bullets": Copy(_plain(titles_listed), summaries=False),
    "lines that end with CR LF": Copy(
        lambda page: (header(page) + paragraphs(page.entries)).replace("\n", "\r\n")
    ),
    "tabs for blanks": Copy(lambda page: header(page) + bullets("•\t", lone=False)(page.entries)),
    "numbers without a blank": Copy(_plain(numbered("{}、"))),
    "numbers #1": Copy(_plain(numbers("#{}"))),
    "numbers above the titles": Copy(_plain(each("{number}\n{title}\n{summary}\n"))),
    "bullets within bullets": Copy(_plain(each("• {title}\n    ◦ {summary}\n"))),
    "dashes within dashes": Copy(_plain(each("- {title}\n    - {summary}\n"))),
    "arrows that fold": Copy(_plain(each("▸ {title}\n    {summary}\n"))),
    "check boxes": Copy(_plain(each("- [ ] {title}\n      {summary}\n"))),
    "stars of an outline": Copy(_plain(each("** {title}\n{summary}\n"))),
    "headings of a wiki": Copy(_plain(each("== {title} ==\n{summary}\n\n"))),
    "underlined titles": Copy(_plain(each("{title}\n--------\n\n{summary}\n\n"))),
    "titles of a chat": Copy(_plain(each("*{title}*\n&gt; {summary}\n"))),
    "icons of a chat": Copy(
        lambda page: (
            header(
                page._replace(
                    topic=f":lock: {page.topic.split(' ', 1)[1]}", venue=f":test_tube: {page.venue[2:]}"
                )
            )
            + each("<https://example.org/{number}/|{title}>\n{summary}\n\n")(page.entries)
        )
    ),
    "quotations below the titles": Copy(_plain(each("{title}\n\n> {summary}\n\n"))),
    "quotations below headings": Copy(_plain(each("### {title}\n\n> {summary}\n\n"))),
    "quotations below a header that is none": Copy(_plain(each("> {title}\n> {summary}\n\n"))),
    "bold titles in quotations": Copy(_plain(each("> **{title}**\n>\n> {summary}\n\n"))),
    "a blank line above each summary": Copy(_plain(each("{title}\n\n{summary}\n"))),
    "indented by wide blanks": Copy(_plain(each("\u3000- {title}\n\u3000\u3000{summary}\n"))),
    "indented by blanks that do not break": Copy(
        _plain(each("\u00a0\u00a0* {title}\n\u00a0\u00a0\u00a0\u00a0{summary}\n"))
    ),
    "indented by tabs": Copy(
        lambda page: re.sub(r"^(?=.)", "\t", header(page) + pairs(page.entries), flags=re.MULTILINE)
    ),
    "indented by tabs in a mail": Copy(
        lambda page: re.sub(
            r"^",
            "> \t",
            header(page) + each("{title}\nhttps://example.org/{number}/\n{summary}\n\n")(page.entries),
            flags=re.MULTILINE,
        )
    ),
    "two columns": Copy(_plain(each("{title}\t{summary}\n"))),
    "three columns": Copy(_plain(each("{number}\t{title}\t{summary}\n"))),
    "Markdown table": Copy(
        lambda page: (
            header(page)
            + "| Title | Summary |\n| --- | --- |\n"
            + each("| {title} | {summary} |\n")(page.entries)
        )
    ),
    "addresses after the titles": Copy(
        _plain(each("{title} <https://example.org/{number}/>\n\n{summary}\n\n"))
    ),
    "addresses in brackets": Copy(_plain(each("{title} (https://example.org/{number}/)\n{summary}\n\n"))),
    "addresses below the titles": Copy(_plain(each("{title}\nhttps://example.org/{number}/\n{summary}\n\n"))),
    "bold titles on the line of the summary": Copy(_plain(each("- **{title}**: {summary}\n"))),
    "wrapped headings": Copy(
        lambda page: wrapped(f"# {header(page)}" + each("## {title}\n{summary}\n\n")(page.entries), 72)
    ),
    "wrapped links": Copy(
        lambda page: (
            header(page) + wrapped(each("- [{title}](p{number}.md)\n\n  {summary}\n\n")(page.entries), 60)
        )
    ),
    "printed": Copy(lambda page: _printed(header(page) + close_lines(page.entries))),
    "page numbers": Copy(
        lambda page: header(page) + each("{title}\n\n{summary}\n\n{number}\n\f\n")(page.entries)
    ),
    "a banner": Copy(lambda page: header(page) + paragraphs(page.entries) + _BANNERS[page.topic]),
    "the end of a mail": Copy(
        lambda page: header(page) + bullets("*", lone=False)(page.entries) + "\n-- \nA reader\nexample.org\n"
    ),
    "sent from a telephone": Copy(lambda page: header(page) + pairs(page.entries) + _SENT[page.topic]),
    "a text browser": Copy(lambda page: _numbered_links(page, "")),
    "a text browser quoted in a mail": Copy(lambda page: _numbered_links(page, "> ")),
    "a footer in one line with both links": Copy(
        lambda page: (
            header(page)
            + bullets("*", lone=False)(page.entries)
            + f"\n{page.previous}💡 Reasoning{page.following}🧠 Memory\nMade with Material for MkDocs\n"
        )
    ),
    "numbers that end below each other": Copy(
        _plain(
            lambda entries: "".join(
                f"{number:>3}. {title}\n        + {summary}\n"
                for number, (title, summary) in enumerate(entries, start=98)
            )
        )
    ),
    "links of reStructuredText": Copy(_plain(each("`{title} <{number}/>`__\n\n{summary}\n\n"))),
    "a list of reStructuredText": Copy(_plain(each("#. `{title}\n   <{number}/>`__\n\n   -  {summary}\n\n"))),
    "numbered headings": Copy(_plain(each("## {number}. {title}\n\n{summary}\n\n"))),
    "numbers of a thread": Copy(_plain(each("{number}/ {title}\n{summary}\n\n"))),
    "numbers in words": Copy(_plain(each("第{number}篇 {title}\n{summary}\n\n"))),
    "titles in marks of quotation": Copy(_plain(each("《{title}》\n{summary}\n\n"))),
    "tags of a forum": Copy(_plain(each("[b]{title}[/b]\n{summary}\n\n"))),
    "boxes": Copy(_plain(each("> [!note] {title}\n> {summary}\n\n"))),
    "labels": Copy(_plain(each("Title: {title}\nSummary: {summary}\n\n"))),
    "a label before each summary": Copy(_plain(each("{title}\nTL;DR: {summary}\n\n"))),
    "double dashes before the summaries": Copy(_plain(each("{title}\n-- {summary}\n\n"))),
    "an icon before each title": Copy(_plain(each("📄 {title}\n{summary}\n\n"))),
    "a link below each summary": Copy(_plain(each("{title}\n\n{summary}\n\nRead more »\n\n"))),
    "titles only with numbers in a column": Copy(_plain(each("{number}\t{title}\n")), summaries=False),
    "titles only as links": Copy(_plain(each("- [{title}](p{number}.md)\n")), summaries=False),
}
