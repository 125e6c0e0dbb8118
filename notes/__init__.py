"""What a note is and where notes come from. Nothing here knows of whoosh or textual."""
