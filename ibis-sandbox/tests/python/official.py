"""Calls every method of the official client against a sandbox, and prints each response as a line of JSON.

    python official.py HOST PORT CA_FILE USER PASSWORD

A line is ``{"call": …, "args": …, "result": …, "entities": …}``, or has an ``error`` instead of a result.
"""

import datetime
import json
import sys

import requests
from ibisclient import (
    GroupMethods,
    IbisAttribute,
    IbisClientConnection,
    IbisException,
    IbisMethods,
    InstitutionMethods,
    PersonMethods,
)

from normal import Normal

KINDS = {"IbisPerson": "person", "IbisInstitution": "institution", "IbisGroup": "group"}
SPQR1 = {"scheme": "crsid", "identifier": "spqr1"}
PEOPLE = (
    "all_attrs,all_identifiers,all_insts.managed_by_groups.all_members.email,"
    "all_insts.parent_insts.child_insts,all_groups.owning_insts,direct_groups.includes_groups"
)
INSTITUTIONS = (
    "all_attrs,contact_rows.email,contact_rows.all_groups,all_members.phone_numbers,parent_insts,child_insts,"
    "inst_groups.all_members,members_groups.members_of_inst,managed_by_groups.direct_members"
)
GROUPS = (
    "all_members.all_attrs,direct_members,members_of_inst,owning_insts,manages_insts,manages_groups,"
    "managed_by_groups,reads_groups,read_by_groups,includes_groups,included_by_groups"
)
# The person fetches of real programs.
REAL = (
    "all_insts,email,jdCollege,all_groups,jdInstid,departingEmail,all_attrs,displayName,surname,registeredName,"
    "firstName,visibleName,name,title,labeledURI,universityPhone"
)
NESTED = ".".join(["all_insts", "all_members"] * 5)
TOO_NESTED = NESTED + ".all_insts"


def fields(value):
    """The fields of an object, which the client keeps in slots, and the derived fields of a person."""
    names = [name for base in type(value).__mro__ for name in getattr(base, "__slots__", ())]
    found = {name: getattr(value, name, None) for name in names}
    if type(value).__name__ == "IbisPerson":
        found.update(staff=value.is_staff(), student=value.is_student())
    return found


def attribute(**fields):
    created = IbisAttribute()
    for name, value in fields.items():
        setattr(created, name, value)
    return created


def calls(ibis, people, insts, groups):
    """All calls, ordered so that the edits find what they need."""
    yield ibis.getVersion, {}
    yield ibis.getLastTransactionId, {}

    yield people.allAttributeSchemes, {}
    yield people.allPeople, {"includeCancelled": False, "limit": 10}
    yield people.allPeople, {"includeCancelled": True, "identifier": "m", "limit": 200, "fetch": PEOPLE}
    yield people.getPerson, {**SPQR1}
    yield people.getPerson, {**SPQR1, "fetch": PEOPLE}
    yield people.getPerson, {**SPQR1, "fetch": "jpegPhoto,orcid,pronunciation"}
    yield people.getPerson, {"scheme": "usn", "identifier": "300000001", "fetch": "phone_numbers"}
    yield people.getPerson, {**SPQR1, "fetch": NESTED}
    yield people.getPerson, {**SPQR1, "fetch": TOO_NESTED}
    yield people.getPerson, {**SPQR1, "fetch": "no_such_thing"}
    yield people.getPerson, {"scheme": "crsid", "identifier": "nobody9"}
    yield people.getPerson, {"scheme": "nonsense", "identifier": "x"}
    for crsid in ("u16e1", "lt1", "xyz1", "cs999", "ob77", "as901"):
        yield people.getPerson, {"scheme": "crsid", "identifier": crsid, "fetch": "all_attrs,all_insts"}
    for crsid in ("bq201", "ds204", "hv205", "pw202", "xyz1"):
        yield people.getPerson, {"scheme": "crsid", "identifier": crsid, "fetch": REAL}
    for item in REAL.split(","):
        yield people.getPerson, {**SPQR1, "fetch": item}
    yield people.listPeople, {"crsids": "zz9,spqr1,nobody9,usn/300000003,cs999", "fetch": "email,all_groups"}
    yield people.modifiedPeople, {"minTxId": 0, "maxTxId": 100}
    yield people.modifiedPeople, {
        "minTxId": 1,
        "maxTxId": 12,
        "crsids": "jbs21,mas1,cs999,vis1,bbyte2",
        "includeCancelled": True,
        "membershipChanges": True,
        "instNameChanges": True,
        "fetch": "all_insts",
    }
    yield people.search, {"query": "smith"}
    yield people.search, {
        "query": "smith",
        "approxMatches": True,
        "includeCancelled": True,
        "misStatus": "student",
        "attributes": "surname,email",
        "offset": 1,
        "limit": 2,
        "orderBy": "identifier",
        "fetch": "email",
    }
    yield people.search, {"query": "person: surname=smith"}
    yield people.searchCount, {"query": "smith"}
    yield people.searchCount, {"query": "ö & <mul>", "approxMatches": True, "includeCancelled": True}
    yield people.searchCount, {"query": "smith", "misStatus": "staff", "attributes": "email"}
    yield people.getAttributes, {**SPQR1, "attrs": "email,title,jpegPhoto"}
    yield people.getAttribute, {**SPQR1, "attrid": None}
    yield people.getAttribute, {**SPQR1, "attrid": 999999}
    yield people.getGroups, {**SPQR1, "fetch": "owning_insts"}
    yield people.getInsts, {**SPQR1, "fetch": "child_insts"}
    yield people.getManagedGroups, {**SPQR1, "fetch": "managed_by_groups"}
    yield people.getManagedInsts, {**SPQR1, "fetch": "parent_insts"}
    yield people.isMemberOfGroup, {**SPQR1, "groupid": "100003"}
    yield people.isMemberOfGroup, {**SPQR1, "groupid": "no-such-group"}
    yield people.isMemberOfInst, {**SPQR1, "instid": "UIS"}
    yield people.isMemberOfInst, {**SPQR1, "instid": "MUSIC"}

    yield insts.allAttributeSchemes, {}
    yield insts.allInsts, {"includeCancelled": False}
    yield insts.allInsts, {"includeCancelled": True, "fetch": INSTITUTIONS}
    yield insts.getInst, {"instid": "UIS"}
    yield insts.getInst, {"instid": "UIS", "fetch": INSTITUTIONS}
    yield insts.getInst, {"instid": "NOWHERE"}
    yield insts.listInsts, {"instids": "SPARK,NOWHERE,UIS,RUNES", "fetch": "parent_insts"}
    yield insts.modifiedInsts, {"minTxId": 0, "maxTxId": 100}
    yield insts.modifiedInsts, {
        "minTxId": 1,
        "maxTxId": 11,
        "instids": "UIS,PLANTS,OLDLAB",
        "includeCancelled": True,
        "contactRowChanges": True,
        "membershipChanges": True,
        "fetch": "email",
    }
    yield insts.search, {"query": "faculty"}
    yield insts.search, {
        "query": "of",
        "approxMatches": True,
        "includeCancelled": True,
        "attributes": "name",
        "offset": 2,
        "limit": 3,
        "orderBy": "instid",
        "fetch": "email",
    }
    yield insts.searchCount, {"query": "of", "approxMatches": False, "includeCancelled": True, "attributes": "name"}
    yield insts.getAttributes, {"instid": "UIS", "attrs": "email,address"}
    yield insts.getAttribute, {"instid": "UIS", "attrid": None}
    yield insts.getContactRows, {"instid": "UIS", "fetch": "email"}
    yield insts.getInst, {"instid": "COLL", "fetch": "child_insts.child_insts.child_insts.all_members.jdCollege"}
    yield insts.getMembers, {"instid": "UIS", "fetch": "email"}
    yield insts.getCancelledMembers, {"instid": "UIS"}

    yield groups.allGroups, {"includeCancelled": False}
    yield groups.allGroups, {"includeCancelled": True, "fetch": GROUPS}
    yield groups.getGroup, {"groupid": "100015", "fetch": GROUPS}
    yield groups.getGroup, {"groupid": "uis-editors", "fetch": GROUPS}
    yield groups.getGroup, {"groupid": "100099"}
    yield groups.getGroup, {"groupid": "999999"}
    yield groups.listGroups, {"groupids": "uis-editors,000000,nothing,100015", "fetch": "direct_members"}
    yield groups.modifiedGroups, {"minTxId": 0, "maxTxId": 100}
    yield groups.modifiedGroups, {
        "minTxId": 4,
        "maxTxId": 9,
        "groupids": "100015,100099",
        "includeCancelled": True,
        "membershipChanges": True,
        "fetch": "direct_members",
    }
    yield groups.search, {"query": "members"}
    yield groups.search, {
        "query": "member",
        "approxMatches": True,
        "includeCancelled": True,
        "offset": 1,
        "limit": 4,
        "orderBy": "title",
        "fetch": "members_of_inst",
    }
    yield groups.searchCount, {"query": "members", "approxMatches": True, "includeCancelled": True}
    yield groups.getMembers, {"groupid": "000000", "fetch": "email"}
    yield groups.getMembers, {"groupid": "kazoo-society", "fetch": "displayName"}
    yield groups.getDirectMembers, {"groupid": "100021", "fetch": "all_insts"}
    yield groups.getCancelledMembers, {"groupid": "100021"}
    yield groups.getToken, {"groupid": "101888", "aud": "a test"}
    yield groups.getToken, {"groupid": "100015", "aud": "a test"}

    title = attribute(
        scheme="title",
        value="Lord of “Flags”, & <tags>: 100% 𝔘nicode",
        comment="said so",
        instid="UIS",
        visibility="university",
        effectiveFrom=datetime.date(2026, 1, 5),
        effectiveTo=datetime.date(2027, 12, 31),
    )
    again = {"attr": title, "commitComment": "a test"}
    yield people.addAttribute, {**SPQR1, **again, "position": 1, "allowDuplicates": False}
    yield people.addAttribute, {**SPQR1, **again}
    yield people.addAttribute, {**SPQR1, **again, "allowDuplicates": True}
    yield people.updateAttribute, {**SPQR1, "attrid": "last", "attr": attribute(scheme="title", value="Sir")}
    yield people.getAttributes, {**SPQR1, "attrs": "title"}
    yield people.deleteAttribute, {**SPQR1, "attrid": "last", "commitComment": "a test"}
    yield people.deleteAttribute, {**SPQR1, "attrid": "last"}
    yield people.addAttribute, {"scheme": "crsid", "identifier": "ob77", "attr": title}
    yield people.getAttributes, {**SPQR1, "attrs": "displayName"}
    name = attribute(scheme="displayName", value="Senata Romana")
    yield people.updateAttribute, {**SPQR1, "attrid": "last", "attr": name}
    yield people.getPerson, {**SPQR1, "fetch": "displayName"}
    email = attribute(scheme="email", value="desk@uis.example.org")
    yield insts.addAttribute, {"instid": "UIS", "attr": email, "position": 1, "commitComment": "a test"}
    yield insts.updateAttribute, {"instid": "UIS", "attrid": "last", "attr": email, "commitComment": "a test"}
    yield insts.deleteAttribute, {"instid": "UIS", "attrid": "last", "commitComment": "a test"}
    yield insts.createGroup, {
        "instid": "UIS",
        "name": "a-new-group",
        "title": "A new group",
        "description": "Made by a test",
        "managedBy": "101888",
        "commitComment": "a test",
    }
    yield insts.createGroup, {"instid": "UIS", "name": "a-new-group", "title": "Again", "description": "Again"}
    members = {"groupid": "a-new-group", "commitComment": "a test"}
    yield groups.updateDirectMembers, {**members, "addIds": "spqr1,usn/300000003,nobody9,cs999"}
    yield groups.updateDirectMembers, {**members, "addIds": "mas1", "removeIds": "all-members"}
    yield groups.updateDirectMembers, {**members, "removeIds": "mas1"}
    yield groups.updateDirectMembers, {"groupid": "100014", "addIds": "spqr1"}
    yield ibis.getLastTransactionId, {}


def main():
    host, port, ca_file, user, password = sys.argv[1:]
    session = requests.Session()
    session.trust_env = False  # a REQUESTS_CA_BUNDLE would replace ours
    session.verify = ca_file
    connection = IbisClientConnection(host, int(port), "", True, session=session)
    connection.set_username(user)
    connection.set_password(password)
    methods = [create(connection) for create in (IbisMethods, PersonMethods, InstitutionMethods, GroupMethods)]
    attrid = None
    for method, args in calls(*methods):
        if "attrid" in args and args["attrid"] in (None, "last"):
            args = {**args, "attrid": attrid}
        normal = Normal(fields, lambda value: KINDS.get(type(value).__name__))
        line = {"call": f"{type(method.__self__).__name__}.{method.__name__}"}
        try:
            result = method(**args)
            if isinstance(result, IbisAttribute):
                attrid = result.attrid
            elif isinstance(result, list) and result and isinstance(result[0], IbisAttribute):
                attrid = result[0].attrid
            line["result"] = normal.of(result)
            line["entities"] = normal.entities
        except IbisException as exception:
            line["error"] = normal.of(exception.get_error())
        line["args"] = dict(Normal(fields, lambda value: None).of(list(args.items())))
        print(json.dumps(line, sort_keys=True))


if __name__ == "__main__":
    main()
