"""Every sentence that a reader is told, in one place: values in, words out. Nothing here decides
anything."""
