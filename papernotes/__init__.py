"""A reader for paper notes in the terminal. The only name that an installation brings.

The packages below stand at the top of the repository, where they are looked for; the symbolic links here make
them part of `papernotes`, in a checkout as in an installation. Nothing is imported by their bare names.
"""

__version__ = "0.2.0"
