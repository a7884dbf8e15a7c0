"""A real S3-compatible server on loopback, where the extra ``s3`` and moto are installed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from models.errors import NotFound, StoreFault
from pipeline.store.image_places import open_images
from pipeline.store.image_store import ImageStore, digest_of, probe
from pipeline.store.vault import original_name

pytest.importorskip("s3fs")
server = pytest.importorskip("moto.server")

DATA = bytes(range(256)) * 50_000
NAME = original_name("131016", hashlib.sha256(DATA).hexdigest())


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty bucket of a server here; credentials come by the store's own environment."""
    import boto3

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "himitsu-id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "himitsu-key")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-northeast-1")
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    where = {"LocationConstraint": "ap-northeast-1"}
    name = f"town-{uuid4().hex}"
    boto3.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration=where)
    yield name
    running.stop()


def machine(folder: Path, bucket: str) -> ImageStore:
    """The store as one machine sees it, with a cache of its own."""
    return open_images(f"s3://{bucket}/images", folder, folder / "copies", 10**9)


def test_two_machines_share_what_one_of_them_kept(bucket: str, tmp_path: Path) -> None:
    one, other = machine(tmp_path / "one", bucket), machine(tmp_path / "other", bucket)
    assert list(one.entries()) == []
    for _ in range(2):
        one.put(NAME, lambda file: file.write(DATA))
    assert other.path(NAME).read_bytes() == DATA
    assert digest_of(other, NAME) == hashlib.sha256(DATA).hexdigest()
    (entry,) = other.entries()
    assert (entry.name, entry.size) == (NAME, len(DATA))
    assert abs(entry.modified - datetime.now(UTC)) < timedelta(minutes=5)


def test_removal_looks_at_the_age(bucket: str, tmp_path: Path) -> None:
    images = machine(tmp_path, bucket)
    images.put(NAME, lambda file: file.write(DATA))
    assert not images.remove(NAME, datetime.now(UTC) - timedelta(days=1))
    assert images.remove(NAME, datetime.now(UTC) + timedelta(days=1))
    assert list(images.entries()) == []
    with pytest.raises(NotFound):
        images.path(NAME)


def test_the_probe_leaves_nothing(bucket: str, tmp_path: Path) -> None:
    images = machine(tmp_path, bucket)
    probe(images)
    assert list(images.entries()) == []


def test_no_bucket_is_a_fault_that_names_no_key(bucket: str, tmp_path: Path) -> None:
    images = machine(tmp_path, f"no-{bucket}")
    for attempt in (lambda: images.put(NAME, lambda file: file.write(DATA)), lambda: images.path(NAME)):
        with pytest.raises(StoreFault) as fault:
            attempt()
        assert "himitsu" not in f"{fault.value} {fault.value.details}"
