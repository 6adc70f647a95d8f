"""The checks that the Belgif guide's own validator makes, by rule id, over our contract.

For every rule there is at least one way of breaking the contract that the check must notice.
"""

from collections.abc import Callable, Iterator

import pytest

from tests.contracts import belgif_bodies, belgif_paths, belgif_schemas
from tests.contracts.contract import Contract, published

Check = Callable[[Contract], Iterator[str]]

CHECKS: dict[str, Check] = {
    "cod-design": belgif_schemas.cod_design,
    "col-name": belgif_bodies.col_name,
    "col-repres": belgif_bodies.col_repres,
    "err-problem": belgif_bodies.err_problem,
    "evo-object": belgif_bodies.evo_object,
    "hdr-case": belgif_paths.hdr_case,
    "hlth-res": belgif_paths.hlth_res,
    "id-name": belgif_paths.id_name,
    "jsn-naming": belgif_schemas.jsn_naming,
    "jsn-null": belgif_schemas.jsn_null,
    "meth-http": belgif_bodies.meth_http,
    "oas-comp": belgif_schemas.oas_comp,
    "oas-contra": belgif_paths.oas_contra,
    "oas-defaul": belgif_schemas.oas_defaul,
    "oas-descr": belgif_schemas.oas_descr,
    "oas-enum": belgif_schemas.oas_enum,
    "oas-exampl": belgif_schemas.oas_exampl,
    "oas-rdonly": belgif_schemas.oas_rdonly,
    "oas-tags": belgif_paths.oas_tags,
    "openapi-opid": belgif_paths.openapi_opid,
    "path-param": belgif_paths.path_param,
    "prb-defaul": belgif_bodies.prb_defaul,
    "prop-req": belgif_schemas.prop_req,
    "qry-multi": belgif_paths.qry_multi,
    "rep-struct": belgif_bodies.rep_struct,
    "reqBodyReq": belgif_bodies.req_body_req,
    "sch-allof": belgif_schemas.sch_allof,
    "sch-discr": belgif_schemas.sch_discr,
    "sch-oneof": belgif_schemas.sch_oneof,
    "sec-req": belgif_paths.sec_req,
    "stat-codes": belgif_paths.stat_codes,
    "uri-extens": belgif_paths.uri_extens,
    "uri-format": belgif_paths.uri_format,
    "uri-notat": belgif_paths.uri_notat,
}

BREAKS: list[tuple[str, Callable[[Contract], object]]] = [
    ("cod-design", lambda c: c.schema("Unit")["enum"].append("Half_Day")),
    ("cod-design", lambda c: _discriminator(c).update(mapping={"HEAD COUNT": "#/x"})),
    ("col-name", lambda c: _rename(c, "/events", "/news/event")),
    ("col-repres", lambda c: c.schema("CodeLists")["properties"].update(items={"type": "object"})),
    ("err-problem", lambda c: _problem(c, "NotFound").update(content={"text/html": {}})),
    ("err-problem", lambda c: _response(c, "getAccount", "200").update(content=_problem_body())),
    ("evo-object", lambda c: c.schema("Outcomes").update(type="array")),
    ("evo-object", lambda c: _json(c, "getAccount", "200").pop("schema")),
    ("hdr-case", lambda c: c.components["parameters"]["IfMatch"].update(name="if_match")),
    ("hdr-case", lambda c: _response(c, "getHealth", "200")["headers"].update({"x-trace": {}})),
    ("hlth-res", lambda c: c.paths.pop("/health")),
    ("hlth-res", lambda c: c.operation("getHealth").node["responses"].pop("503")),
    ("id-name", lambda c: c.components["parameters"]["EnterpriseNumber"].update(name="id")),
    ("jsn-naming", lambda c: c.schema("Account")["properties"].update(Family_Name={})),
    ("jsn-null", lambda c: c.schema("Ssin").update(nullable=True)),
    ("meth-http", lambda c: c.operation("getTraining").node.update(requestBody={})),
    ("meth-http", lambda c: _response(c, "getAccount", "200").pop("content")),
    ("oas-comp", lambda c: c.components["schemas"].update(trainingURL={"type": "string"})),
    ("oas-contra", lambda c: c.document.update(openapi="3.1.0")),
    ("oas-defaul", lambda c: c.schema("PageLimit").update(default=0)),
    ("oas-descr", lambda c: c.operation("getAccount").node.pop("summary")),
    ("oas-descr", lambda c: c.schema("Account")["properties"].update(more={"type": "object"})),
    ("oas-descr", lambda c: c.schema("Account").update(title="Konto")),
    ("oas-enum", lambda c: c.schema("Unit")["enum"].append(7)),
    ("oas-exampl", lambda c: c.schema("Ssin").update(example="85.03.14-033.92")),
    ("oas-exampl", lambda c: _json(c, "getAccount", "200")["example"].pop("ssin")),
    ("oas-rdonly", lambda c: c.schema("Outcome")["properties"]["status"].update(readOnly=True)),
    ("oas-tags", lambda c: c.operation("getAccount").node.update(tags=["Accounts", "Events"])),
    ("oas-tags", lambda c: c.operation("getAccount").node.update(tags=["Unheard of"])),
    ("openapi-opid", lambda c: c.operation("getAccount").node.pop("operationId")),
    ("openapi-opid", lambda c: c.operation("getAccount").node.update(operationId="GetAccount")),
    ("openapi-opid", lambda c: c.operation("getAccount").node.update(operationId="getHealth")),
    ("path-param", lambda c: c.components["parameters"]["EnterpriseNumber"].update(name="the_no")),
    ("prb-defaul", lambda c: c.operation("getAccount").node["responses"].pop("default")),
    ("prb-defaul", lambda c: _problem(c, "ProblemResponse").update(content=_problem_body())),
    ("prop-req", lambda c: c.schema("Account")["required"].append("shoeSize")),
    ("qry-multi", lambda c: c.operation("listMandates").node["parameters"].append(_joined())),
    ("rep-struct", lambda c: _retype(c, "getAccount", "200", "application/vnd.konto")),
    ("reqBodyReq", lambda c: c.operation("getAccount").node["requestBody"].pop("required")),
    ("sch-allof", lambda c: c.schema("Training")["allOf"].append(c.schema("Registered"))),
    ("sch-allof", lambda c: c.schema("Training")["allOf"].append({"type": "string"})),
    ("sch-allof", lambda c: c.schema("Registered").update(discriminator={"propertyName": "kind"})),
    ("sch-discr", lambda c: _discriminator(c).pop("mapping")),
    ("sch-discr", lambda c: _discriminator(c)["mapping"].update(right="RightDeclaration")),
    ("sch-oneof", lambda c: c.schema("AnyDeclaration").pop("discriminator")),
    ("sch-oneof", lambda c: c.schema("RightDeclaration")["required"].remove("kind")),
    ("sec-req", lambda c: c.operation("getAccount").node.update(security=[{"Oauth": ["all"]}])),
    ("stat-codes", lambda c: c.operation("listEvents").node["responses"].update({"202": {}})),
    ("uri-extens", lambda c: _rename(c, "/events", "/events.xml")),
    ("uri-format", lambda c: c.document.update(servers=[{"url": "https://example.be/api/latest"}])),
    ("uri-notat", lambda c: _rename(c, "/events", "/events/")),
    ("uri-notat", lambda c: _rename(c, "/events", "/event_feed")),
    ("uri-notat", lambda c: c.components["parameters"]["PageSize"].update(name="Page-Size")),
]


@pytest.mark.parametrize("rule", CHECKS)
def test_the_contract_keeps(rule: str) -> None:
    assert list(CHECKS[rule](published())) == []


@pytest.mark.parametrize(("rule", "damage"), BREAKS, ids=[rule for rule, _ in BREAKS])
def test_a_breach_is_noticed_of(rule: str, damage: Callable[[Contract], object]) -> None:
    broken = published().changed()
    damage(broken)
    assert list(CHECKS[rule](broken)) != []


def test_each_of_the_34_rules_has_a_breach() -> None:
    assert len(CHECKS) == 34
    assert {rule for rule, _ in BREAKS} == set(CHECKS)


def test_rules_are_waived_where_a_format_of_another_hand_leaves_no_choice_and_nowhere_else() -> (
    None
):
    waived = {
        (place.removeprefix("#/components/schemas/"), rule)
        for place, schema in published().schemas()
        for rule in schema.get("x-ignore-rules", {})
    }
    assert waived == {
        ("BatchEnvironment", "cod-design"),
        ("BatchPurpose", "cod-design"),
        ("CalculationError/properties/code", "cod-design"),
        ("Certainty", "cod-design"),
        ("Event/properties/datacontenttype", "cod-design"),
        ("QuarterAdjustment/anyOf/0", "jsn-null"),
        ("QuarterFte/anyOf/0", "jsn-null"),
        ("SizeClass", "cod-design"),
    }


def _discriminator(contract: Contract) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = contract.schema("AnyDeclaration")["discriminator"]
    return found


def _problem(contract: Contract, name: str) -> dict[str, object]:
    found: dict[str, object] = contract.components["responses"][name]
    return found


def _problem_body() -> dict[str, object]:
    return {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Health"}}}


def _response(contract: Contract, operation_id: str, status: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]]
    found = contract.operation(operation_id).node["responses"][status]
    return found


def _json(contract: Contract, operation_id: str, status: str) -> dict[str, dict[str, object]]:
    content = _response(contract, operation_id, status)["content"]
    found = content["application/json"]
    assert isinstance(found, dict)
    return found


def _retype(contract: Contract, operation_id: str, status: str, name: str) -> None:
    content = _response(contract, operation_id, status)["content"]
    content[name] = content.pop("application/json")


def _rename(contract: Contract, path: str, name: str) -> None:
    contract.paths[name] = contract.paths.pop(path)


def _joined() -> dict[str, object]:
    colours = {"type": "array", "items": {"type": "string"}}
    return {"name": "colour", "in": "query", "explode": False, "schema": colours}
