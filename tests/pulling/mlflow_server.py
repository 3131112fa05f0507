"""MLflow's own server, of a database file, at a free port: `python -m tests.pulling.mlflow_server FILE`."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(file: Path) -> None:
    """Serve until stopped; the first line on standard output is the port."""
    os.environ["_MLFLOW_SERVER_FILE_STORE"] = f"sqlite:///{file}"  # as `mlflow server --backend-store-uri` says it
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    os.environ["MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE"] = "true"
    from mlflow.server import app
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, app)
    print(server.port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
