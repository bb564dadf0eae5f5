# SPDX-License-Identifier: Apache-2.0
#
# An image for CI jobs: resumectl on a small Debian, without a compiler.
#
#   docker build -t resumectl .
#   docker run --rm -v "$PWD:/site" resumectl resumectl validate

FROM swift:6.2-bookworm AS build
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
COPY scripts/install.sh scripts/man_page.py scripts/
COPY scripts/release/flags.sh scripts/release/
ARG RESUMECTL_COMMIT=""
# The flags are words to be split.
# hadolint ignore=SC2086
RUN flags=$(scripts/release/flags.sh) && swift build $flags --product resumectl \
    && scripts/install.sh "$(swift build -c release --show-bin-path)/resumectl" /install/usr/local

FROM debian:bookworm-slim
# No versions: security updates of Debian's stable release are what an image is built anew for.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1001 resumectl
COPY --from=build /install/ /
# The number of the user of GitHub's runners, so that a job can write into the checkout.
USER 1001
WORKDIR /site
# No entry point: CI services run a shell in the image.
CMD ["resumectl", "--help"]
