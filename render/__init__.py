"""A note's Markdown laid out as lines of styled text for a given width. Nothing here knows of textual."""
