"""Calls every method of the API Gateway's client against a sandbox, and prints each response as a line of JSON.

    python gateway.py GATEWAY_URL TOKEN_URL CA_FILE CLIENT_ID CLIENT_SECRET

The lines have the same form as those of official.py.
"""

import json
import os
import sys

from identitylib.lookup_client import (
    ApiClient,
    ApiException,
    Attribute,
    Group,
    GroupApi,
    IbisApi,
    Institution,
    InstitutionApi,
    Person,
    PersonApi,
)
from identitylib.lookup_client_configuration import LookupClientConfiguration

from normal import Normal

SPQR1 = {"scheme": "crsid", "identifier": "spqr1"}


def kind(value):
    if isinstance(value, Person):
        return "person"
    if isinstance(value, Institution):
        return "institution"
    return "group" if isinstance(value, Group) else None


def fields(value):
    """The fields of a model by their names in JSON."""
    named = type(value).model_fields
    return {field.alias or name: getattr(value, name) for name, field in named.items()}


def calls(ibis, people, insts, groups):
    yield ibis.ibis_get_version, {}
    yield ibis.ibis_get_last_transaction_id, {}

    yield people.person_all_attribute_schemes, {}
    yield people.person_all_people, {"include_cancelled": True, "limit": 5, "identifier": "m", "fetch": "email"}
    yield people.person_get_person, {**SPQR1, "fetch": "email,title,pronunciation,all_insts,all_identifiers"}
    yield people.person_get_person, {"scheme": "usn", "identifier": "300000001"}
    yield people.person_list_people, {"crsids": "zz9,spqr1,nobody9"}
    yield people.person_modified_people, {"min_tx_id": 0, "max_tx_id": 12, "membership_changes": True}
    yield people.person_search, {"query": "smith", "limit": 3, "order_by": "identifier", "fetch": "all_insts"}
    yield people.person_search_count, {"query": "smith"}
    yield people.person_get_attributes, {**SPQR1, "attrs": "email,title"}
    yield people.person_get_attribute, {**SPQR1, "attrid": None}
    yield people.person_get_groups, {**SPQR1, "fetch": "owning_insts"}
    yield people.person_get_insts, {**SPQR1}
    yield people.person_get_managed_groups, {**SPQR1}
    yield people.person_get_managed_insts, {**SPQR1}
    yield people.person_is_member_of_group, {**SPQR1, "groupid": "100003"}
    yield people.person_is_member_of_inst, {**SPQR1, "instid": "MUSIC"}
    yield people.person_get_person, {**SPQR1, "fetch": "no_such_thing"}

    yield insts.institution_all_attribute_schemes, {}
    yield insts.institution_all_insts, {"include_cancelled": True}
    yield insts.institution_get_inst, {"instid": "UIS", "fetch": "contact_rows.email,email,child_insts"}
    yield insts.institution_list_insts, {"instids": "SPARK,UIS"}
    yield insts.institution_modified_insts, {"min_tx_id": 0, "max_tx_id": 12, "contact_row_changes": True}
    yield insts.institution_search, {"query": "faculty", "order_by": "name"}
    yield insts.institution_search_count, {"query": "faculty"}
    yield insts.institution_get_attributes, {"instid": "UIS", "attrs": "email"}
    yield insts.institution_get_attribute, {"instid": "UIS", "attrid": None}
    yield insts.institution_get_contact_rows, {"instid": "UIS"}
    yield insts.institution_get_members, {"instid": "UIS", "fetch": "email"}
    yield insts.institution_get_cancelled_members, {"instid": "UIS"}

    yield groups.group_all_groups, {"include_cancelled": True}
    yield groups.group_get_group, {"groupid": "100015", "fetch": "direct_members,managed_by_groups"}
    yield groups.group_list_groups, {"groupids": "000000,100015"}
    yield groups.group_modified_groups, {"min_tx_id": 0, "max_tx_id": 12, "membership_changes": True}
    yield groups.group_search, {"query": "members", "order_by": "title", "limit": 4}
    yield groups.group_search_count, {"query": "members"}
    yield groups.group_get_members, {"groupid": "000000"}
    yield groups.group_get_direct_members, {"groupid": "100021"}
    yield groups.group_get_cancelled_members, {"groupid": "100021"}


def main():
    base_url, token_url, ca_file, client_id, client_secret = sys.argv[1:]
    os.environ["REQUESTS_CA_BUNDLE"] = ca_file
    configuration = LookupClientConfiguration(client_id, client_secret, token_url, base_url)
    configuration.ssl_ca_cert = ca_file
    attrid = None
    with ApiClient(configuration) as client:
        apis = [create(client) for create in (IbisApi, PersonApi, InstitutionApi, GroupApi)]
        for method, args in calls(*apis):
            if "attrid" in args:
                args = {**args, "attrid": attrid}
            normal = Normal(fields, kind)
            line = {"call": method.__name__, "args": args}
            try:
                result = method(**args).result
                attributes = getattr(result, "attributes", None)
                if attributes and isinstance(attributes[0], Attribute):
                    attrid = attributes[0].attrid
                line["result"] = normal.record(result)
                line["entities"] = normal.entities
            except ApiException as exception:
                line["error"] = json.loads(exception.body)["result"]["error"]
            print(json.dumps(line, sort_keys=True))


if __name__ == "__main__":
    main()
