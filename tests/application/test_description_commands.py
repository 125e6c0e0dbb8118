"""Descriptions on the command line: what has all words, what has most of them, and what is found elsewhere."""

from __future__ import annotations

import pytest


def test_hits_say_whether_they_have_all_words(filled):
    hits = filled("search", "--json", "calm fog zebra").objects
    assert {hit["matched"] for hit in hits} == {"some"}
    assert "Painted Fog" in {hit["title"] for hit in hits}
    assert hits[0]["score"] >= hits[-1]["score"] > 0
    both = filled("search", "--json", "painted sailors bells oil")
    assert [hit["matched"] for hit in both.objects] == ["some"] * len(both.objects)
    first = filled("search", "--json", "painted fog").objects
    assert (first[0]["title"], first[0]["matched"]) == ("Painted Fog", "all")


def test_a_batch_row_counts_those_that_have_all_words_and_the_others(filled, tmp_path):
    queries = tmp_path / "queries.txt"
    queries.write_text("painted fog zebra\nfog\nzebra\n", "utf-8")
    some, all_of_it, none = filled("search", "--batch", queries, "--limit", 2).objects
    assert some["total"] == 0
    assert some["more"] == len(some["hits"]) == 1
    assert (all_of_it["total"], all_of_it["more"]) == (1, 0)
    assert (none["total"], none["more"], none["hits"]) == (0, 0, [])


def test_more_counts_what_the_limit_leaves_no_room_for(filled):
    hits = filled("search", "--json", "--limit", 1, "sailors piers zebra").objects
    assert len(hits) == 1


def test_people_see_where_words_begin_to_be_lacking_and_which(filled):
    done = filled("search", "painted fog zebra")
    first, title, about, lacking = done.out.splitlines()[:4]
    assert first == "── not all words; closest first ──"
    assert "Painted Fog" in title
    assert "ICLR2026/painted_fog" in about
    assert lacking.strip() == "without zebra"
    assert done.err == ""


@pytest.mark.parametrize("command", [("list", "--json"), ("export", "--format", "json")])
def test_what_lacks_words_is_only_looked_at(filled, command):
    assert filled(*command, "painted fog zebra").objects == []


def test_a_search_for_words_that_say_nothing_of_a_paper_is_told_so(filled):
    assert (
        filled("search", "什么论文").err.strip()
        == "these words are too common to describe a paper; add others"
    )


def test_marking_a_query_leaves_alone_what_lacks_words(filled):
    filled("mark", "--query", "painted fog zebra", "--star")
    assert filled("list", "--json", "is:starred").objects == [
        hit for hit in filled("list", "--json", "is:starred").objects if hit["title"] != "Painted Fog"
    ]
    assert not any(hit["title"] == "Painted Fog" for hit in filled("list", "--json", "is:starred").objects)


def test_a_search_that_filters_leave_empty_says_what_there_is_everywhere(filled):
    done = filled("search", "venue:ICML2025 painted fog")
    assert "nothing found with these filters, but 1 everywhere: papernotes search 'painted fog'" in done.err
    done = filled("search", "venue:ICML2025 zzzzqqqq")
    assert "nothing found for" in done.err


def test_an_order_is_kept_above_the_divider_only(filled):
    hits = filled("search", "--json", "sort:title", "calm", "harbours", "bells").objects
    assert {hit["matched"] for hit in hits} == {"some"}
    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True)
