"""YAML and JSON files that people hand in, read so that none of them can hang, crash or blow up the audit."""

from auditor.documents.files import bytes_of, text_of
from auditor.documents.located import Located, Step, parse
from auditor.documents.yaml_guard import has_anchors

__all__ = ["Located", "Step", "bytes_of", "has_anchors", "parse", "text_of"]
