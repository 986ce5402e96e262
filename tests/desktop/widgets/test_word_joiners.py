"""Where a line may end: never within what belongs together."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextLine
from PySide6.QtWidgets import QApplication

from readiness.desktop.widgets.word_joiners import with_word_joiners
from readiness.desktop.widgets.wrapped_text import block

_PLAIN = str.maketrans({"\u2060": None, "\u00a0": " ", "\u202f": " "})


@pytest.mark.parametrize(
    ("text", "wholes"),
    [
        ("オペレーティングシステムのバージョン", ["のバージョン", "テム"]),
        ("必須:5\u00a0Mbit/s以上、推奨:80\u00a0ms以下", ["5\u00a0Mbit/s以上", "80\u00a0ms以下"]),
        ("直近10回のチェックのうち4回", ["10回", "4回", "チェック"]),
        ("公開しているM-Labは、Wi-Fiの名前", ["M-Lab", "Wi-Fi"]),
        ("必須:150\u00a0ms以下、推奨\uff1a80\u00a0ms以下", ["150\u00a0ms以下", "推奨"]),
        ("会社「在宅のチャット・メール担当」", ["ル担当」"]),
        ("レポートを送らない限り、外には出ません。何度でもやり直せます。", ["出ません。", "直せます。"]),
        ("佐藤です。15日の金曜日に使用します", ["佐藤です", "金曜日", "使用します"]),
        ("まず私どもにお知らせください。", ["お知らせ", "ください。"]),
        ("ヘッドセット\uff08接続しておいてください\uff09", ["ください\uff09"]),
        ("渡されているおそれがあります。間違いではありませんか。", ["おそれ", "あります。", "ありませんか。"]),
        ("パソコンにどのように接続していますか。", ["いますか。"]),
        ("カスタマーサービスの佐藤です。", ["カスタマー", "サービス"]),
        ("自動でチェックするには、ウィンドウを開いたままにしてください。", ["チェックするには、"]),
        ("通話のときと同じ声で読んでください。10秒ほどかかります。", ["かかります。", "10秒ほど"]),
        ("レポートはさらに多くのことを証明します。", ["ことを", "さらに"]),
        ("ファームウェアやグラフィックスが使う分を差し引く前の値です。", ["差し引く", "分を"]),
        ("会社を信頼できませんでした。", ["できませんでした。"]),
        ("速度はMbit/sで書きます。1\u00a0MB/sは8\u00a0Mbit/sです。", ["1\u00a0MB/s", "8\u00a0Mbit/s"]),
        ("Voice agent · Nov 28, 2026 11:42\u202fAM UTC", ["11:42 AM UTC"]),
        ("Memory fitted · Windows version · …", ["version · …"]),
        ("Processor generation: at least 8", ["at least 8"]),
        ("Necesario: como máximo 150\u00a0ms", ["como máximo 150\u00a0ms"]),
        ("AMD Ryzen 9, AMD Ryzen AI 9, or Intel Core i5", ["AI 9", "Core i5"]),
        ("your order, number 4 6 7 3, was shipped", ["4 6 7 3"]),
        ("Intel Core i5 · 4.4\u00a0GHz", ["i5 ·", "4.4\u00a0GHz"]),
    ],
)
def test_what_belongs_together_is_never_torn(qapp: QApplication, text: str, wholes: list[str]) -> None:
    font = QFont(qapp.font())
    room = max(QFontMetrics(font).horizontalAdvance(whole) for whole in wholes) * 2
    layout, _ = block(text, font, room)
    lines = [layout.text()[line.textStart() : line.textStart() + line.textLength()] for line in _lines(layout)]
    plain = [line.translate(_PLAIN) for line in lines]
    for whole in wholes:
        assert any(whole.lstrip("の").replace("\u00a0", " ") in line for line in plain), plain


def _lines(layout: QTextLayout) -> list[QTextLine]:
    return [layout.lineAt(place) for place in range(layout.lineCount())]


@pytest.mark.parametrize("text", ["2026 9:05", "/home/a-b/readiness.log", "10.0.22631", "com.example.voice-agent"])
def test_what_may_be_torn_stays_as_it_is(text: str) -> None:
    assert with_word_joiners(text) == text


def test_nothing_is_lost() -> None:
    text = "Intel Core i5-1235U、12回、バージョン、5\u00a0Mbit/s以上"
    assert re.sub("\u2060", "", with_word_joiners(text)).replace("\u00a0", " ") == text.replace("\u00a0", " ")
