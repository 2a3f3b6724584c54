"""Turns what a client returns into plain JSON, with the service's own names.

Entities refer to each other in circles, so that each stands once in a table, under a key such as
``person:spqr1``, and everywhere else its key stands for it.
"""

import base64
import datetime

# What a client keeps for itself.
PRIVATE = {"id", "ref", "unflattened"}


class Normal:
    """One answer in the making. ``fields`` tells the fields of an object, ``kind`` what an object is."""

    def __init__(self, fields, kind):
        self.fields = fields
        self.kind = kind
        self.entities = {}

    def of(self, value):
        """Plain JSON for any value; absent fields are absent."""
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
            self.entities[key] = None  # it may refer to itself
            self.entities[key] = self.record(value)
        return key

    def record(self, value):
        """The fields of an object that are there."""
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
