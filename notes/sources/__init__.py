"""Where notes come from: folders, git repositories and saved pages. Paths and bytes only; no format is known here.

| module | what it does |
| --- | --- |
| `source` | `Source`: name, kind and location; made from what a person typed |
| `walk` | which files of a source may hold notes, by their names and `stat` alone |
| `files` | opens and reads one file: regular files only, never through a link |
| `git_clone` | keeps the copy of a git repository up to date |
| `overlap` | sources that share notes: the same place twice, or one inside another |
| `locations` | shows a path or a URL without its secrets |

Only `files` opens documents, and only `git_clone` starts another program.
"""
