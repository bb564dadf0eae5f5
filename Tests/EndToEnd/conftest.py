# SPDX-License-Identifier: Apache-2.0
"""One test AWS for each worker, emptied before each test; no test may leave a violation behind."""

import pytest
from account import Process
from project import DOMAIN, Project


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    process = Process(tmp_path_factory.mktemp("aws"))
    yield process.account
    process.stop()


@pytest.fixture
def aws(server):
    """The account, empty; at the end nothing that AWS would refuse may have been sent."""
    server.reset()
    yield server
    server.faults()
    assert server.violations() == []


@pytest.fixture
def zone(aws):
    """The id of the hosted zone of the domain."""
    return aws.make_zone(DOMAIN)


@pytest.fixture
def project(aws, tmp_path):
    """A project with a domain and a counter; nothing is deployed, and there is no hosted zone."""
    return Project(aws, tmp_path / "project")


@pytest.fixture
def deployed(project, zone):
    """The same project, deployed, with its hosted zone."""
    project.deploy()
    return project


@pytest.fixture
def plain(aws, tmp_path):
    """A project with neither domain nor counter."""
    return Project(aws, tmp_path / "project", config={"name": "resume", "site": {"path": "../site"}})


@pytest.fixture
def live(plain):
    """The same project, deployed."""
    plain.deploy()
    return plain


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: every case of what is sampled elsewhere; run with -m slow")


def pytest_collection_modifyitems(config, items):
    """Slow tests run when they are asked for with `-m`."""
    if not config.getoption("-m"):
        slow = [item for item in items if "slow" in item.keywords]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]
