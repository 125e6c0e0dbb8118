"""The reading state: what the reader did with papers. Precious, unlike everything else on disk."""
