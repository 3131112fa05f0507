"""Files: what people hand in, read so that it cannot hang, crash or blow up the audit; ours, written whole."""

from auditor.documents.files import bytes_of, text_of
from auditor.documents.jsonc import plain
from auditor.documents.located import Located, Step, parse
from auditor.documents.whole import mode_of, sweep, to_files
from auditor.documents.yaml_guard import has_anchors

__all__ = ["Located", "Step", "bytes_of", "has_anchors", "mode_of", "parse", "plain", "sweep", "text_of", "to_files"]
