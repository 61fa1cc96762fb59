"""Zip files read in place: counted while they unpack, never written to disk."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from ally_graph.records.sheet import stop

EXPANDED_LIMIT = 2_000_000_000
RATIO_LIMIT = 100
RATIO_FREE = 16_000_000
"""Up to this many bytes, any ratio is fine: small tables of zeros pack well."""
MEMBER_LIMIT = 10_000
LIST_LIMIT = 4_000_000
"""Bytes of the list of files at the end of a zip, which is read before the files can be counted."""
READ_AT_ONCE = 1 << 20
_ENCRYPTED = 0x1
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    RuntimeError,
)
"""What the zip reader raises on a damaged file."""
_OFFICE_CONTAINER = b"\xd0\xcf\x11\xe0"


def is_encrypted_office(data: bytes) -> bool:
    """Whether the bytes are the container that Excel uses for passwords, and used before 2007."""
    return data.startswith(_OFFICE_CONTAINER)


class Members:
    """The files in a zip, by name; what has been unpacked is counted over all of them."""

    def __init__(
        self,
        file: str,
        stream: BinaryIO,
        *,
        files: int = MEMBER_LIMIT,
        expanded: int = EXPANDED_LIMIT,
        list_bytes: int | None = None,
    ) -> None:
        self.file = file
        self._unpacked = 0
        self._most = (files, expanded, LIST_LIMIT if list_bytes is None else list_bytes)
        try:
            self._packed = max(stream.seek(0, io.SEEK_END), 1)
            self._refuse_long_list(stream)
            self._zip = zipfile.ZipFile(stream)
        except _DAMAGE as error:
            raise stop(file, "is damaged or no zip file", "Pack the folder again.") from error
        self._infos = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
        self._refuse_odd_ones(len(self._zip.infolist()))

    @property
    def names(self) -> list[str]:
        """Names of the files, directories left out."""
        return sorted(self._infos)

    def size(self, name: str) -> int:
        """How many bytes a file unpacks to, as the zip says."""
        return self._infos[name].file_size

    def open(self, name: str) -> BinaryIO:
        """A file of the zip as a stream, under the limits."""
        return io.BufferedReader(_Counted(self, name), READ_AT_ONCE)

    def read(self, name: str) -> bytes:
        """A whole file of the zip."""
        return b"".join(self.blocks(name))

    def blocks(self, name: str) -> Iterator[bytes]:
        """A file of the zip, block by block, under the limits."""
        size = 0
        try:
            with self._zip.open(self._infos[name]) as stream:
                while block := stream.read(READ_AT_ONCE):
                    size += len(block)
                    self._count(len(block), size, max(self._infos[name].compress_size, 1))
                    yield block
        except _DAMAGE as error:
            raise stop(self.file, f"can't be unpacked at {name[:80]!r}", "Pack the folder again.") from error

    def _count(self, more: int, size: int, packed: int) -> None:
        self._unpacked += more
        swollen = self._unpacked > RATIO_FREE and self._unpacked > RATIO_LIMIT * self._packed
        if swollen or (size > RATIO_FREE and size > RATIO_LIMIT * packed) or self._unpacked > self._most[1]:
            what = f"unpacks to more than {self._unpacked // 1_000_000:,} MB and looks like a zip bomb"
            raise stop(self.file, what, "Give the tables as a plain folder.")

    def _refuse_long_list(self, stream: BinaryIO) -> None:
        """Look at the end of the zip for how long its list of files is, in the way that the reader will."""
        end = zipfile._EndRecData(stream)
        if end and end[zipfile._ECD_SIZE] > self._most[2]:
            raise stop(
                self.file, f"holds more than {self._most[0]:,} files", "Pack only the tables of one data folder."
            )

    def _refuse_odd_ones(self, entries: int) -> None:
        if entries > self._most[0]:
            raise stop(self.file, f"holds {entries:,} files", "Pack only the tables of one data folder.")
        if entries > len({info.filename for info in self._zip.infolist()}):
            raise stop(self.file, "holds two files of the same name", "Pack the folder again.")
        for name, info in self._infos.items():
            if info.flag_bits & _ENCRYPTED:
                raise stop(self.file, "has a password", "Pack the folder again, without a password.")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise stop(
                    self.file, f"is packed in an unusual way at {name[:80]!r}", "Pack the folder again as a zip."
                )
            if _leads_outside(name):
                raise stop(self.file, "holds a name that leads out of its folder", "Pack the folder again.")
            if name.lower().endswith(".zip"):
                raise stop(self.file, f"holds another zip file, {name[:80]!r}", "Pack the tables themselves.")


def _leads_outside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or (path.parts[:1] or ("",))[0].endswith(":")


class _Counted(io.RawIOBase):
    """The blocks of a file of a zip as a stream."""

    def __init__(self, members: Members, name: str) -> None:
        self._blocks = members.blocks(name)
        self._left = b""

    def readable(self) -> bool:
        """It can be read, and nothing else."""
        return True

    def readinto(self, room: bytearray) -> int:
        """Fill the room with what comes next; 0 at the end."""
        self._left = self._left or next(self._blocks, b"")
        count = min(len(room), len(self._left))
        room[:count], self._left = self._left[:count], self._left[count:]
        return count

    def close(self) -> None:
        """Close the file in the zip."""
        self._blocks.close()
        super().close()
