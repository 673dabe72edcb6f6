"""
Partitions as single Parquet files, written by many tasks. Each task writes the row groups of its share of the rows to a file
below `_tmp/`; the driver then strings the row groups together as they are, by the JVM's own Parquet library: bytes are streamed,
nothing is decoded, and memory is that of one buffer. What is put in its place is one object, by one atomic put.
"""
import contextlib
import uuid
from collections import namedtuple

from pyspark.sql import functions as f

from .stores import FolderStore

_ROW_GROUP = 32 << 20
_PADDING = 8 << 20


# Where rows were written, and by key the files that hold them.
Written = namedtuple("Written", "url shares")


class Partitions:
    """Partitions that are being written: their shares below `_tmp/`, then whole files, then in their places."""

    def __init__(self, spark, store, owner):
        self._spark, self._store = spark, store
        # Apart from what `fleetlake` leaves below `_tmp/`: its sweep reads each object there as a note of its own.
        self._owner = f"spark-{owner}"
        self._folder = f"_tmp/{self._owner}/{uuid.uuid4().hex}"
        self._count = 0

    @contextlib.contextmanager
    def opened(self):
        """Sweeps what a run that was killed has left, and at the end what this one leaves. The caller holds the owner's lease."""
        self._sweep()
        try:
            yield self
        finally:
            self._sweep()

    def write(self, rows, keys=()):
        """Writes rows by the values of the key columns, in the order in which their Spark partitions have them."""
        self._count += 1
        folder = f"{self._folder}/{self._count}"
        url = f"{self._store.url}/{folder}"
        rows.write.option("compression", "zstd").option("parquet.block.size", _ROW_GROUP).partitionBy(*keys).parquet(url)
        shares = {}
        for listed in self._store.list(folder + "/"):
            parts = listed.key[len(folder) + 1:].split("/")
            if parts[-1].startswith("part-"):
                shares.setdefault(tuple(part.partition("=")[2] for part in parts[:-1]), []).append(listed.key)
        # A share's name begins with the number of its task: the order of the rows.
        return Written(url, {key: sorted(files) for key, files in shares.items()})

    def prepare(self, key, shares, metadata):
        """A whole file of some shares, which waits to be put in its place."""
        return PreparedFile(self._spark, self._store, self._owner, key, shares, metadata)

    def _sweep(self):
        self._store.sweep(f"_tmp/{self._owner}")


class PreparedFile:
    """A file that is written but for its footer (in a bucket: uploaded but for the last request)."""

    def __init__(self, spark, store, owner, key, shares, metadata):
        hadoop, conf = spark._jvm.org.apache.parquet.hadoop, spark._jsc.hadoopConfiguration()
        self._jvm, self._store, self._key, self._metadata = spark._jvm, store, key, metadata
        self._temporary = store.temporary(owner) if isinstance(store, FolderStore) else None
        target = f"file://{self._temporary}" if self._temporary else f"{store.url}/{key}"
        inputs = [hadoop.util.HadoopInputFile.fromPath(_path(spark, f"{store.url}/{share}"), conf) for share in shares]
        mode = getattr(hadoop, "ParquetFileWriter$Mode").OVERWRITE
        self._writer = hadoop.ParquetFileWriter(
            hadoop.util.HadoopOutputFile.fromPath(_path(spark, target), conf), _schema(spark, inputs[0]), mode, _ROW_GROUP, _PADDING)
        self._writer.start()
        for each in inputs:
            self._writer.appendFile(each)

    def publish(self):
        """Puts the file in its place; gives the object."""
        metadata = self._jvm.java.util.HashMap()
        for name, value in self._metadata.items():
            metadata.put(name, value)
        self._writer.end(metadata)
        return self._store.publish(self._temporary, self._key) if self._temporary else self._store.find(self._key)


def metadata_of(spark, store, key):
    """What a file of the lake says of itself; None when there is none."""
    if store.find(key) is None:
        return None
    hadoop = spark._jvm.org.apache.parquet.hadoop
    file = hadoop.util.HadoopInputFile.fromPath(_path(spark, f"{store.url}/{key}"), spark._jsc.hadoopConfiguration())
    reader = hadoop.ParquetFileReader.open(file)
    try:
        return dict(reader.getFooter().getFileMetaData().getKeyValueMetaData())
    finally:
        reader.close()


def digest(rows, keys, columns):
    """By key: how many rows there are and a digest that their order does not change."""
    hashes = [f.xxhash64(f.lit(seed), *columns).cast("decimal(38,0)") for seed in ("a", "b")]
    counted = rows.groupBy(*keys).agg(f.count("*").alias("rows"), *[f.sum(each) for each in hashes]).collect()
    return {tuple(row[:len(keys)]): (row["rows"], f"{row['rows']}-{row[-2]}-{row[-1]}") for row in counted}


def _schema(spark, file):
    reader = spark._jvm.org.apache.parquet.hadoop.ParquetFileReader.open(file)
    try:
        return reader.getFooter().getFileMetaData().getSchema()
    finally:
        reader.close()


def _path(spark, url):
    return spark._jvm.org.apache.hadoop.fs.Path(url)
