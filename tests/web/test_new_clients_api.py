"""Clients given as rows of the tables, by the API: typed and closed, and what is wrong is named by its place."""

import pytest

from solvable.portfolios.home_credit import home_credit
from solvable.web.api.new_client_schemas import LARGEST_NUMBER, MOST_ROWS, TablesIn
from web.made_up import REFERRED, FakeScoringService
from web.test_api import problem_of

NEW = 500_000
TABLES = {
    "application": [{"SK_ID_CURR": NEW, "NAME_CONTRACT_TYPE": "Cash loans", "AMT_CREDIT": 450_000, "TARGET": None}],
    "bureau": [{"SK_ID_CURR": NEW, "SK_ID_BUREAU": 7, "DAYS_CREDIT": -310.0}],
    "bureau_balance": [{"SK_ID_BUREAU": 7, "MONTHS_BALANCE": -1, "STATUS": "C"}],
}
ALL = ("score", "what-if", "way-to-yes")


def ask(program, tables=TABLES, operation="score", **body):
    if operation == "what-if":
        body = {"changes": {}} | body
    return program.post(
        f"/v1/new-client/{operation}", {"tables": tables, **body}, content_type="application/json"
    )  # fmt: skip


def with_cell(table, column, value):
    return TABLES | {table: [TABLES.get(table, [{}])[0] | {column: value}]}


def test_a_new_client_is_scored_under_their_own_number_with_reasons(program):
    answer = ask(program).json()

    stored = program.get(f"/v1/clients/{REFERRED}/score").json()
    assert answer == stored | {"client_id": NEW}


def test_a_new_client_who_asks_differently_is_answered_as_a_stored_one(program):
    answer = ask(program, operation="what-if", changes={"credit_amount": 200_000}, contract_term_months=24).json()

    found = FakeScoringService().what_if(REFERRED, {"credit_amount": 200_000}, stated_months=24)
    assert (answer["client_id"], answer["after"]["score"]) == (NEW, found.after.score)
    assert answer["after"]["loan"]["term_months"] == found.loan_after.n_months


def test_a_new_client_is_told_what_leads_to_a_yes(program):
    answer = ask(program, operation="way-to-yes").json()

    assert (answer["client_id"], answer["found"], len(answer["alternatives"])) == (NEW, "way", 1)


def test_the_schema_has_every_table_and_column_of_the_portfolio_and_no_others():
    schema = TablesIn.model_json_schema()

    assert schema["properties"].keys() == home_credit().contracts.keys()
    assert schema["additionalProperties"] is False
    for name, contract in home_credit().contracts.items():
        row = schema["$defs"][schema["properties"][name]["items"]["$ref"].rsplit("/")[-1]]
        assert row["properties"].keys() == contract.columns.keys()
        assert set(row.get("required", ())) == contract.required_cells
        assert row["additionalProperties"] is False
        for column, cell in row["properties"].items():
            [choice] = [one for one in cell.get("anyOf", [cell]) if one["type"] != "null"]
            assert "maxLength" in choice if choice["type"] == "string" else {"minimum", "maximum"} <= choice.keys(), (
                column
            )


@pytest.mark.parametrize("operation", ALL)
@pytest.mark.parametrize(
    ("tables", "place"),
    [
        pytest.param({}, ["application"], id="no client"),
        pytest.param({"application": []}, ["application"], id="no row of the client"),
        pytest.param({"application": TABLES["application"] * 2}, ["application"], id="two clients"),
        pytest.param({**TABLES, "loans": []}, ["loans"], id="an unknown table"),
        pytest.param(with_cell("application", "AMT_CREDITS", 1), ["application", "0", "AMT_CREDITS"], id="a column"),
        pytest.param(with_cell("application", "AMT_CREDIT", "12"), ["application", "0", "AMT_CREDIT"], id="text"),
        pytest.param(with_cell("application", "AMT_CREDIT", True), ["application", "0", "AMT_CREDIT"], id="a truth"),
        pytest.param(
            with_cell("application", "AMT_CREDIT", LARGEST_NUMBER * 2), ["application", "0", "AMT_CREDIT"], id="a lot"
        ),
        pytest.param(with_cell("bureau", "DAYS_CREDIT", 1.5), ["bureau", "0", "DAYS_CREDIT"], id="half a day"),
        pytest.param(with_cell("bureau", "SK_ID_BUREAU", None), ["bureau", "0", "SK_ID_BUREAU"], id="no number"),
        pytest.param(with_cell("application", "TARGET", 2), ["application", "0", "TARGET"], id="no outcome"),
        pytest.param(with_cell("application", "CODE_GENDER", 1), ["application", "0", "CODE_GENDER"], id="no text"),
        pytest.param(
            with_cell("application", "CODE_GENDER", "\ud800"), ["application", "0", "CODE_GENDER"], id="no character"
        ),
    ],
)
def test_what_is_not_as_the_tables_are_is_422_and_names_table_row_and_column(program, tables, place, operation):
    document = problem_of(ask(program, tables, operation), 422)

    location = document["errors"][0]["location"]
    assert location[:2] == ["body", "tables"]
    assert location[2 : 2 + len(place)] == place


@pytest.mark.parametrize(
    ("tables", "place"),
    [
        pytest.param(with_cell("bureau", "SK_ID_CURR", 1), ["bureau", "SK_ID_CURR"], id="a row of another client"),
        pytest.param(
            with_cell("bureau_balance", "SK_ID_BUREAU", 8), ["bureau_balance", "0", "SK_ID_BUREAU"],
            id="months of a credit that is not sent",
        ),
    ],
)  # fmt: skip
def test_rows_that_are_not_one_clients_are_422_by_type_and_place(program, tables, place):
    document = problem_of(ask(program, tables), 422)

    assert document["type"] == "urn:solvable:problem:client-rows"
    assert document["errors"][0]["location"] == ["body", "tables", *place]


def test_more_rows_than_any_client_has_are_422(program, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2**26
    tables = TABLES | {"bureau": [{"SK_ID_CURR": NEW, "SK_ID_BUREAU": i} for i in range(MOST_ROWS + 1)]}

    assert problem_of(ask(program, tables), 422)["errors"][0]["location"] == ["body", "tables", "bureau"]


def test_a_change_that_cannot_be_computed_is_422(program):
    answer = ask(
        program, operation="what-if", changes={"credit_amount": 9, "annuity_amount": 9, "term_months": 9}
    )  # fmt: skip

    assert problem_of(answer, 422)["type"] == "urn:solvable:problem:change-not-possible"
