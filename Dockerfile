# docker build -t agent-fleet-auditor:0.1.0 .
# docker run --rm --network none --user "$(id -u)" -v "$PWD:/project" agent-fleet-auditor:0.1.0 run
# Without somebody to tell no network is needed: vocabularies, prices, rules and templates are in the package.

FROM python:3.12-slim AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY auditor auditor
COPY templates templates
RUN python -m venv /opt/auditor \
    && /opt/auditor/bin/pip install --no-cache-dir ".[notify,schedule,s3,postgres]"

FROM python:3.12-slim
# git tells the prompts' past
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home auditor \
    && git config --system --add safe.directory '*'
COPY --from=build /opt/auditor /opt/auditor
ENV PATH=/opt/auditor/bin:$PATH PYTHONUNBUFFERED=1 AUDITOR_CACHE_DIR=/tmp/auditor
USER 10001
WORKDIR /project
ENTRYPOINT ["auditor"]
CMD ["run", "--log-format", "json"]
