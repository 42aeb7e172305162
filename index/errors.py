"""What can go wrong between a file and a hit. Every message says what failed, on which thing,
what to do."""


class IndexingError(Exception):
    """Root of this package's errors; its text is written for the reader, not the developer."""


class LoadError(IndexingError):
    """One file could not be read; the others are not touched by it."""


class IndexMismatchError(IndexingError):
    """The index on disk was made with another model or splitter."""


class OlderIndexError(IndexMismatchError):
    """The index on disk is of an earlier format of this program."""


class IndexBusyError(IndexingError):
    """Another run is writing to the same index."""


class StoreError(IndexingError):
    """The vector store could not be opened or reached."""


class DamagedIndexError(StoreError):
    """The files of an index on disk cannot be read."""


class LibraryError(IndexingError):
    """What was asked of a document cannot be done: none is called so, or several are."""


class ModelError(IndexingError):
    """The embedding model could not be loaded."""


class FetchError(IndexingError):
    """A public document could not be fetched."""
