"""The full-text index over the library, on Whoosh. Nothing here knows of textual or of the reading state."""
