"""A fleet written down as an inventory that people edit: what they change is theirs, whatever is imported later.

Each imported agent has a comment line with a digest of every field as it was imported. A field that still has that
digest is nobody's and follows the source; one that has another is somebody's and stays; one that is gone was taken
out and stays out. Whoever removes the line makes all of the agent theirs, as an agent that they wrote: no field of it
is changed, added or marked.
"""

from auditor.sources.importing.importing import Imported, imported

__all__ = ["Imported", "imported"]
