"""The reading state: what the reader did with papers. Precious, unlike everything else on disk.

`reading.store.ReadingStore` is what the rest of the program uses; `reading.log.events.Change` is what
it asks to be changed.
"""
