"""The formats that notes are written in: text in, notes out. No file is opened here, and nothing is stored.

`reader` chooses the format of a document; `document` says what each format is given and gives back. `area_page`,
`area_index`, `page_bundle` and `markdown` are the formats. What they share: `front_matter` (with `yaml_block` for what
is not plain), `metadata` (which fields there are, and their lines in the text), `fields` (the values of fields),
`titles` (where the title stands), `filing` (venue, topic and year), `bylines` (authors and venue in a line or a
citation), `own_links` (which links are to the paper itself), `sections` (headings and what stands below them),
`plain_text` (Markdown as the words that are shown).
"""
