"""What exists only so that stock Whoosh, with any of its queries, answers on the same files as our own search.

Why: the search on arrays is written for speed and is easily wrong. Whoosh's own searcher, walking along the postings
document by document, is slow and well tested. The contract suite (`tests/index/test_contract.py`) asks both, and brute
force over the texts, the same questions on the same files; all must agree. The application loads nothing of this room.

Whoosh's interfaces ask for a few more things that must stand beside what they belong to, and that the suite uses most:
the terms reader of `index.storage.codec` with its `index.storage.posting_matcher`, and the `matcher` methods of our query
classes, `AnyWord` and `InSection`.
"""
