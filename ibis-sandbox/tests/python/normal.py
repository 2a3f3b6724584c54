"""Converts the results of a client to plain JSON, with the service's own names.

Entities may refer to each other in cycles, so each is stored once in a table, under a key such as
``person:spqr1``, and replaced by its key everywhere else.
"""

import base64
import datetime

# Internal fields of the clients.
PRIVATE = {"id", "ref", "unflattened"}


class Normal:
    """A result under construction. ``fields`` returns the fields of an object, ``kind`` its kind of entity."""

    def __init__(self, fields, kind):
        self.fields = fields
        self.kind = kind
        self.entities = {}

    def of(self, value):
        """Converts any value to plain JSON, without absent fields."""
        if isinstance(value, (bytes, bytearray)):
            return base64.b64encode(value).decode("ascii")
        if isinstance(value, (datetime.date, datetime.datetime)):
            return value.isoformat()[:10]
        if isinstance(value, (list, tuple)):
            return [self.of(item) for item in value]
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        kind = self.kind(value)
        if kind is None:
            return self.record(value)
        key = f"{kind}:{self.name(kind, value)}"
        if key not in self.entities:
            self.entities[key] = None  # an entity may refer to itself
            self.entities[key] = self.record(value)
        return key

    def record(self, value):
        """Converts the fields of an object that are present."""
        fields = self.fields(value)
        return {
            name: self.of(field)
            for name, field in sorted(fields.items())
            if field is not None and name not in PRIVATE
        }

    @staticmethod
    def name(kind, value):
        if kind == "person":
            return value.identifier.value
        return value.instid if kind == "institution" else value.groupid
