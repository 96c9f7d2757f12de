#!/usr/bin/env python3
"""Gives what `rollcall convert` makes to the tools that take it, or to their own code.

    Tests/Engines/convert.py                        the demo and 40 random worlds
    Tests/Engines/convert.py --seed 7 --only 12     the world that a difference names
    Tests/Engines/convert.py --ocsf-schema DIR      also with the schema of that checkout, compiled by ocsf-lib

review   openpyxl reads the workbook, and LibreOffice opens it: rows are those of the oracle of access in Tests/Worlds
vanta    Python's csv module, and the rules of Vanta's help page
baton    a reader written after baton-file's documentation and its validation (its Go cannot be built everywhere)
veza     oaaclient makes the same payload from the tables
ocsf     the JSON Schema of ocsf-json-schema for every event

What cannot run is said by name at the end; the rest counts all the same.
"""

import argparse
import csv
import importlib
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unicodedata

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = {
    "openpyxl": "openpyxl", "oaaclient": "oaaclient", "jsonschema": "jsonschema",
    "ocsf_json_schema": "ocsf-json-schema", "ocsf": "ocsf-lib"}
sys.path.insert(0, str(ROOT / "Tests" / "Worlds"))

not_run = {}


class Difference(Exception):
    """Something is not as it should be; in words."""


def check(holds, *words):
    if not holds:
        raise Difference(" ".join(str(word) for word in words)[:2000])


# MARK: The tools


def into_environment():
    """Goes on in an environment of its own, with the packages that can be had."""
    environment = ROOT / ".build" / "engines-convert"
    python = environment / "bin" / "python3"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    if pathlib.Path(sys.prefix) != environment:
        for module, package in PACKAGES.items():
            found = subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0
            if not found:
                subprocess.run([python, "-m", "pip", "install", "--quiet", package])
        os.execv(python, [str(python), *sys.argv])


def module(name):
    """A module, or None if it cannot be had."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        not_run[PACKAGES.get(name.split(".")[0], name)] = str(error)
        return None


def libreoffice():
    """The path of LibreOffice, or None."""
    subprocess.run([ROOT / ".ci" / "install", "libreoffice-calc"], capture_output=True)
    for name in ["soffice", "libreoffice"]:
        found = subprocess.run(["which", name], capture_output=True, text=True).stdout.strip()
        if found:
            return found
    not_run["LibreOffice"] = "the package libreoffice-calc cannot be installed"
    return None


# MARK: The workbook


def unescaped(text):
    """The text of a cell without the escapes of the file format and those of what cannot be seen."""
    if text is None:
        return ""
    text = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), str(text))
    return visible(text)


def visible(text):
    text = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text or "")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def is_cell(cell, value):
    if cell is not None and str(cell).endswith(" … (cut)"):
        shown = unescaped(str(cell)[: -len(" … (cut)")])
        return visible(value).startswith(shown[:15_000]) and len(visible(value)) > 10_000
    return unescaped(cell) == visible(value)


HEADINGS = ["Place", "Type", "Place id", "Person", "E-mail", "Person id", "Access", "Through", "Status", "Two-factor"]
DECISIONS = ["Decision", "Reviewer", "Date", "Comment"]


def check_review(path, stored):
    openpyxl = module("openpyxl")
    if openpyxl is None:
        return
    import access_oracle

    book = openpyxl.load_workbook(path)
    names = [sheet.title for sheet in book]
    check(len({name.casefold() for name in names}) == len(names), "sheets share a name", names)
    for name in names:
        check(0 < len(name.encode("utf-16-le")) // 2 <= 31, "a sheet's name has a wrong length", repr(name))
        check(not set("[]:*?/\\") & set(name) and name.strip("'") == name, "a sheet's name is not legal", repr(name))
    check(names[:2] == ["Summary", "Not counted"], names)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                check(cell.data_type in "sn" and cell.hyperlink is None, sheet.title, cell.coordinate, cell.data_type)
                hidden = re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]",
                                   str(cell.value or ""))
                check(hidden is None, "a cell hides", repr(cell.value))
        check(sheet.page_setup.orientation == "landscape" and int(sheet.page_setup.paperSize) == 9, "not A4 landscape")
        if sheet.title == "Summary":
            continue
        check(sheet.freeze_panes == "A2", sheet.title, "has no frozen heading")
        check(sheet.print_title_rows == "$1:$1", sheet.title, "does not repeat its heading", sheet.print_title_rows)
        check(sheet.auto_filter.ref is not None, sheet.title, "has no filter")
        head = [cell.value for cell in sheet[1]]
        column = head.index("Decision") + 1
        letter = openpyxl.utils.get_column_letter(column)
        choices = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
        last = sheet.max_row
        wanted = {f"{letter}2:{letter}{last}" if last > 2 else f"{letter}2": '"keep,change,remove"'} if last > 1 else {}
        check(choices == wanted, sheet.title, choices, wanted)
    expected = access_oracle.access(stored)
    for sheet, tenant in zip(list(book)[2:], stored.tenants, strict=True):
        rows = [row for row in expected if (row["service"], row["instance"], row["tenant_id"]) == tenant]
        cells = list(sheet.iter_rows(values_only=True))
        check(list(cells[0]) == HEADINGS + DECISIONS, cells[0])
        check(len(cells) - 1 == len(rows), sheet.title, "has", len(cells) - 1, "rows, not", len(rows))
        for row, wanted in zip(cells[1:], rows):
            two_factor = {True: "on", False: "off", None: ""}[wanted["two_factor_enabled"]]
            values = [wanted[name] for name in [
                "resource_name", "resource_type", "resource_id", "display_name", "email", "operator_id", "access",
                "via", "status"]] + [two_factor] + [None] * 4
            for cell, value in zip(row, values, strict=True):
                check(is_cell(cell, value), sheet.title, "has", repr(cell), "not", repr(value))
    readers = {(row["service"], row["instance"], row["tenant_id"], row["operator_id"]) for row in expected}
    others = [
        (*tenant, row["operator_id"]) for tenant in stored.tenants for row in stored.rows("operators", tenant)
        if (*tenant, row["operator_id"]) not in readers]
    cells = list(book["Not counted"].iter_rows(values_only=True))
    check(cells[0][6] == "Person id", cells[0])
    check(len(cells) - 1 == len(others), "not counted are", len(cells) - 1, "not", len(others))
    for row, other in zip(cells[1:], others):
        check(all(is_cell(cell, value) for cell, value in zip([row[1], row[2], row[3], row[6]], other)), row, other)
        check(row[9], "no reason is given", row)


def check_opens(office, path, folder):
    """LibreOffice opens the workbook, and gives every sheet as CSV, and all of it as PDF."""
    import openpyxl

    sheets = len(openpyxl.load_workbook(path).sheetnames)
    for form, count in [("pdf", 1), ("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", sheets)]:
        out = folder / form[:3]
        run = subprocess.run(
            [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", form, "--outdir", out,
             path], capture_output=True, text=True, timeout=300)
        made = list(out.glob("*." + form[:3])) if out.exists() else []
        check(len(made) == count, "LibreOffice made", len(made), "files, not", count, run.stdout, run.stderr)


# MARK: Files


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def check_vanta(folder, stored):
    files = sorted(folder.iterdir())
    check(len(files) == len(stored.tenants), "vanta made", len(files), "files")
    accounts = []
    for file in files:
        check(re.fullmatch(r"Access File - .+ - .+\.csv", file.name), file.name)
        check(len(file.name.encode()) <= 255, file.name)
        rows = rows_of(file)
        check(rows[0] == ["Account name", "Account owner", "Role", "Status"], rows[0])
        for row in rows[1:]:
            check(row[3] in ("Active", "Deactivated"), row)
            for cell in row:
                check(cell == " ".join(cell.split()), "extra spaces", repr(cell))
                check(cell[:1] not in list("=+-@"), "a formula", repr(cell))
        accounts.append(sorted(row[3] for row in rows[1:]))
    wanted = [
        sorted("Active" if row["status"] == "enabled" else "Deactivated" for row in stored.rows("operators", tenant))
        for tenant in stored.tenants]
    check(sorted(accounts) == sorted(wanted), "vanta's accounts are not the operators")


BATON = {
    "user": {"id", "display_name"}, "resource": {"id", "display_name", "resource_type", "trait"},
    "entitlement": {"resource_id", "entitlement_slug"},
    "direct_user_grant": {"principal_id", "resource_id", "entitlement_slug"}}
BATON_COLUMNS = set(
    "record_type id display_name email status type last_login login login_aliases employee_id additional_emails "
    "mfa_enabled sso_enabled status_details resource_type trait description parent_resource resource_id "
    "entitlement_slug principal_id".split())


def baton_records(path):
    """What baton-file reads: blanks are trimmed, and line ends are made one."""
    head, *rows = rows_of(path)
    check(set(head) - {name for name in head if name.startswith("profile.")} <= BATON_COLUMNS, head)
    return [
        {name: cell.replace("\r\n", "\n").strip() for name, cell in zip(head, row, strict=True)} for row in rows]


def percent_decoded(text):
    return re.sub(rb"%([0-9a-f]{2})", lambda found: bytes([int(found[1], 16)]), text.encode()).decode()


def check_baton(path, stored):
    records = baton_records(path)
    kinds = {kind: [record for record in records if record["record_type"] == kind] for kind in BATON}
    check(sum(map(len, kinds.values())) == len(records), "unknown record types")
    for kind, required in BATON.items():
        for record in kinds[kind]:
            check(all(record[name] for name in required), kind, "lacks what is required", record)
    users = [record["id"] for record in kinds["user"]]
    resources = [record["id"] for record in kinds["resource"]]
    check(len(set(users + resources)) == len(users + resources), "ids are not unique")
    entitlements = {(record["resource_id"], record["entitlement_slug"]) for record in kinds["entitlement"]}
    check(len(entitlements) == len(kinds["entitlement"]), "entitlements are not unique")
    for record in kinds["user"]:
        check(record["status"] in ("enabled", "disabled", "deleted"), record)
        check(record["mfa_enabled"] in ("", "true", "false"), record)
    for record in kinds["resource"]:
        check(record["trait"] in ("group", "app"), record)
        check(record["parent_resource"] in {"", *resources}, "a parent is unknown", record)
    check({resource for resource, _ in entitlements} <= set(resources), "an entitlement's resource is unknown")
    for record in kinds["direct_user_grant"]:
        check(record["principal_id"] in set(users), "a principal is unknown", record)
        check((record["resource_id"], record["entitlement_slug"]) in entitlements, "an entitlement is unknown", record)

    def wanted(table, name):
        return sorted(name(tenant, row) for tenant in stored.tenants for row in stored.rows(table, tenant))

    def person(tenant, row):
        return ":".join(tenant) + ":user:" + row["operator_id"]

    def place(tenant, row):
        return ":".join(tenant) + f":{row['resource_type']}:{row['resource_id']}"

    check(sorted(map(percent_decoded, users)) == wanted("operators", person), "users are not the operators")
    check(sorted(map(percent_decoded, resources)) == wanted("resources", place), "resources are not the resources")
    check(
        sorted(percent_decoded(f"{one['resource_id']} {one['entitlement_slug']} {one['principal_id']}")
               for one in kinds["direct_user_grant"])
        == wanted("grants", lambda tenant, row: f"{place(tenant, row)} {row['slug']} {person(tenant, row)}"),
        "grants are not the grants")
    told = sorted((one["mfa_enabled"], one["status"]) for one in kinds["user"])
    check(
        told == sorted(({True: "true", False: "false", None: ""}[row["two_factor_enabled"]], row["status"])
                       for tenant in stored.tenants for row in stored.rows("operators", tenant)),
        "two-factor or status is not as told")


# MARK: Veza


def folded(text):
    """The name of something, in which Veza's client takes capitals for small letters."""
    return "".join(
        chr(byte) if 0x21 <= byte <= 0x7e and chr(byte) != "%" and not "A" <= chr(byte) <= "Z" else f"%{byte:02x}"
        for byte in text.encode())


def seen(text):
    """The text, or None if nothing can be seen in it."""
    hidden = {"Cc", "Cf", "Zl", "Zp", "Co", "Cs", "Cn"}
    shown = any(unicodedata.category(one) not in hidden and not one.isspace() for one in text or "")
    return text if shown else None


def check_veza(path, stored):
    if module("oaaclient") is None:
        return
    from oaaclient.templates import CustomApplication, OAAPermission, OAAPropertyType

    payload = json.loads(pathlib.Path(path).read_bytes())
    permissions, definitions, applications, identities = {}, {}, [], []
    for tenant, report in stored.tenants.items():
        prefix = ":".join(map(folded, tenant))
        app = CustomApplication(prefix, tenant[0], description=report["name"])
        own = {"crisp": "website", "chatwoot": "account"}[tenant[0]]
        for name in ["instance", "tenant_id"]:
            app.property_definitions.define_application_property(name, OAAPropertyType.STRING)
        app.property_definitions.define_application_property("snapshot_at", OAAPropertyType.TIMESTAMP)
        for name in ["operator_id", "status", "status_detail", "role", "title"]:
            app.property_definitions.define_local_user_property(name, OAAPropertyType.STRING)
        app.property_definitions.define_local_user_property("two_factor_enabled", OAAPropertyType.BOOLEAN)
        app.property_definitions.define_local_user_property("last_active_at", OAAPropertyType.TIMESTAMP)
        app.property_definitions.define_local_group_property("resource_id", OAAPropertyType.STRING)
        for kind in [own, "inbox", "team"]:
            for name in ["resource_id", "attributes"]:
                app.property_definitions.define_resource_property(kind, name, OAAPropertyType.STRING)
        for name, value in [
                ("instance", tenant[1]), ("tenant_id", tenant[2]), ("snapshot_at", stored.snapshot_at)]:
            app.set_property(name, value)

        def place(row):
            return f"{prefix}:{row['resource_type']}:{folded(row['resource_id'])}"

        def permission(row):
            return f"{row['resource_type']} {folded(row['slug'])}"

        readable = set()
        for row in stored.rows("entitlements", tenant):
            is_permission = row["purpose"] == "permission"
            if row["resource_type"] == "team" and not is_permission:
                continue
            if row["resource_type"] == "team":
                readable.add(row["resource_id"])
            kinds = [OAAPermission.DataRead] if is_permission else [OAAPermission.Uncategorized]
            if permission(row) not in permissions:
                permissions[permission(row)] = app.add_custom_permission(
                    permission(row), kinds, resource_types=[row["resource_type"]]).to_dict()
        for row in stored.rows("resources", tenant):
            name = seen(row["display_name"]) or row["resource_id"]
            if row["resource_type"] == "team":
                group = app.add_local_group(name, unique_id=place(row))
                group.set_property("resource_id", row["resource_id"])
                if row["resource_id"] not in readable:
                    continue
            resource = app.add_resource(name, row["resource_type"], unique_id=place(row))
            resource.set_property("resource_id", row["resource_id"])
            resource.set_property("attributes", row["attributes"])
            if row["resource_type"] == "team":
                group.add_permission("team member", resources=[resource])
        for row in stored.rows("operators", tenant):
            email = seen(row["email"])
            user = app.add_local_user(
                seen(row["display_name"]) or email or row["operator_id"],
                unique_id=f"{prefix}:user:{folded(row['operator_id'])}", identities=[email] if email else None)
            user.email = email
            user.is_active = row["status"] == "enabled"
            for name in ["operator_id", "status", "status_detail", "role", "title", "two_factor_enabled", "last_active_at"]:
                user.set_property(name, row[name], ignore_none=True)
        for row in stored.rows("grants", tenant):
            user = app.local_users[f"{prefix}:user:{folded(row['operator_id'])}"]
            if row["resource_type"] == "team":
                user.add_group(place(row))
            else:
                user.add_permission(permission(row), resources=[app.resources[place(row)]])
        reference = app.get_payload()
        definitions[tenant[0]] = reference["custom_property_definition"]["applications"][0]
        applications += reference["applications"]
        identities += reference["identity_to_permissions"]
    wanted = {
        "custom_property_definition": {"applications": list(definitions.values())}, "applications": applications,
        "permissions": list(permissions.values()), "identity_to_permissions": identities}
    for part in wanted:
        found, expected = plain(payload[part]), plain(wanted[part])
        check(found == expected, "veza:", part, "is", first_difference(found, expected))


def plain(value):
    """The value without empty members, with lists in one order: what the service reads from it."""
    if isinstance(value, dict):
        members = {key: plain(one) for key, one in value.items()}
        return {key: one for key, one in members.items() if one not in (None, [], {})}
    if isinstance(value, list):
        return sorted((plain(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    return value.value if hasattr(value, "value") else value


def first_difference(found, wanted):
    if isinstance(found, list) and isinstance(wanted, list):
        for one, other in zip(found, wanted):
            if one != other:
                return f"{one!r:.700} and not {other!r:.700}"
        return f"of {len(found)} and not {len(wanted)}"
    return f"{found!r:.700} and not {wanted!r:.700}"


# MARK: OCSF


def ocsf_validator():
    """A check of one event by the packaged schema; None without it."""
    if module("jsonschema") is None or module("ocsf_json_schema") is None:
        return None
    import jsonschema
    from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

    schema = OcsfJsonSchemaEmbedded(get_ocsf_schema("1.8.0")).get_class_schema("user_inventory", [])
    # The schema closes every object; `unmapped` is the one that is made for what it does not know.
    validator = jsonschema.Draft202012Validator(schema)
    return lambda event: [
        f"{list(error.absolute_path)}: {error.message}" for error in validator.iter_errors(event)
        if list(error.absolute_path)[:1] != ["unmapped"]]


class CompiledSchema:
    """The schema of a checkout, compiled by ocsf-lib."""

    def __init__(self, folder):
        run = subprocess.run(
            [sys.executable, "-m", "ocsf.compile", folder], capture_output=True, text=True, check=True)
        schema = json.loads(run.stdout)
        self.classes, self.objects = schema["classes"], schema["objects"]

    def faults(self, event):
        return list(self._faults(event, self.classes["user_inventory"], "event"))

    def _faults(self, value, kind, path):
        attributes = kind["attributes"]
        for name in value.keys() - attributes.keys():
            yield f"{path}.{name} is unknown"
        for name, attribute in attributes.items():
            if name not in value:
                # Profiles ask for what only their users have.
                if attribute.get("requirement") == "required" and not attribute.get("profile"):
                    yield f"{path}.{name} is missing"
                continue
            for one in value[name] if attribute.get("is_array") else [value[name]]:
                enum = attribute.get("enum")
                if enum and str(one) not in enum:
                    yield f"{path}.{name} is {one!r}, which is none of its values"
                inner = self.objects.get(attribute.get("object_type") or "")
                if inner and name != "unmapped" and inner["attributes"]:
                    yield from self._faults(one, inner, f"{path}.{name}")


def check_ocsf(path, stored, validators):
    events = [json.loads(line) for line in pathlib.Path(path).read_bytes().decode().split("\n")[:-1]]
    operators = [(tenant, row) for tenant in stored.tenants for row in stored.rows("operators", tenant)]
    check(len(events) == len(operators), "there are", len(events), "events, not", len(operators))
    held = {}
    for tenant in stored.tenants:
        for row in stored.rows("grants", tenant):
            held.setdefault((tenant, row["operator_id"]), []).append(
                (row["resource_type"], row["slug"], f":{row['entitlement_id']}"))
    for event, (tenant, row) in zip(events, operators):
        for faults in validators:
            check(not faults(event), "ocsf:", faults(event), event)
        user = event["user"]
        check(user["uid_alt"] == row["operator_id"] and event["metadata"]["tenant_uid"] == tenant[2], event)
        check(user.get("has_mfa") == row["two_factor_enabled"], "has_mfa is", user.get("has_mfa"))
        check(user["account"]["is_disabled"] == (row["status"] != "enabled"), user)
        check(event["unmapped"]["status"] == row["status"], event)
        groups = sorted(
            (group["type"], group["privileges"][0], percent_decoded(group["uid"])) for group in user.get("groups", []))
        wanted = sorted((kind, slug, ":".join(tenant) + end) for kind, slug, end in held.get((tenant, row["operator_id"]), []))
        check(groups == wanted, groups, "are not", wanted)
    check(len({event["user"]["uid"] for event in events}) == len(events), "users share an id")


# MARK: Worlds


def write_world(seed, number, folder):
    """A random snapshot, as Tests/Worlds writes them."""
    import generate
    import reading
    import render
    import write

    dice = random.Random(f"convert:{seed}:{number}")
    world = generate.world(dice)
    reading.read_well_or_not(dice, world)
    write.write(dice, render.snapshot(dice, world), write.Encoding.random(dice), folder)


def try_snapshot(rollcall, folder, tools):
    """Converts the snapshot `s` of a folder in every form, and checks each."""
    from read import Stored

    stored = Stored(folder / "s")
    complete = stored.manifest["complete"]

    def convert(preset, name, *options):
        run = subprocess.run(
            [rollcall, "convert", "s", "--preset", preset, "--output", name, *options], cwd=folder, capture_output=True,
            text=True, errors="replace", env={"PATH": os.environ["PATH"], "TMPDIR": str(folder)})
        return run.returncode, run.stderr

    for preset, name in [
            ("review", "o.xlsx"), ("vanta", "o-vanta"), ("baton", "o.csv"), ("veza", "o.json"), ("ocsf", "o.jsonl")]:
        if not complete:
            code, words = convert(preset, name)
            check(code == 65 and not (folder / name).exists(), "an incomplete snapshot was not refused", code, words)
        code, words = convert(preset, name, *([] if complete else ["--allow-incomplete"]))
        check(code == (0 if complete else 1), preset, "ended with", code, words)
        provenance = json.loads((folder / f"{name}.provenance.json").read_bytes())
        check(provenance["complete"] == complete and provenance["preset"] == preset, provenance)
    check_review(folder / "o.xlsx", stored)
    check_vanta(folder / "o-vanta", stored)
    check_baton(folder / "o.csv", stored)
    check_veza(folder / "o.json", stored)
    check_ocsf(folder / "o.jsonl", stored, tools["ocsf"])
    left = [name for name in os.listdir(folder) if name.startswith("tmp.") or name.endswith(".partial")]
    check(not left, "files are left:", left)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rollcall", default=ROOT / ".build/debug/rollcall")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--only", type=int)
    parser.add_argument("--opened", type=int, default=6, help="how many workbooks LibreOffice opens")
    parser.add_argument("--ocsf-schema", default=os.environ.get("OCSF_SCHEMA"))
    arguments = parser.parse_args()
    into_environment()
    rollcall = pathlib.Path(arguments.rollcall).resolve()
    if not os.access(rollcall, os.X_OK):
        sys.exit(f"{rollcall} is not there: build it, or name another one with --rollcall")
    validators = [one for one in [ocsf_validator()] if one]
    if arguments.ocsf_schema and module("ocsf"):
        validators.append(CompiledSchema(arguments.ocsf_schema).faults)
    else:
        not_run["ocsf-lib"] = "no checkout of ocsf-schema was named (--ocsf-schema or OCSF_SCHEMA)"
    not_run["baton-file"] = "its Go is not built here; a reader after its documentation stood in for it"
    not_run["Vanta"] = "it has no reader to be had; the rules of its help page stood in for it"
    tools = {"ocsf": validators}
    office = libreoffice() if arguments.opened else None
    numbers = range(arguments.count) if arguments.only is None else [arguments.only]
    failed, opened = 0, 0
    with tempfile.TemporaryDirectory() as base:
        for number in numbers:
            folder = pathlib.Path(base) / str(number)
            folder.mkdir()
            try:
                if number == 0:
                    subprocess.run(
                        [rollcall, "demo", "--quiet", "--output", "s", "--operators", "200"], cwd=folder, check=True,
                        capture_output=True)
                else:
                    write_world(arguments.seed, number, folder / "s")
                try_snapshot(rollcall, folder, tools)
                # LibreOffice takes seconds to start.
                if office and module("openpyxl") and opened < arguments.opened:
                    check_opens(office, folder / "o.xlsx", folder)
                    opened += 1
            except Difference as difference:
                failed += 1
                print(f"world {number} (--seed {arguments.seed} --only {number}): {difference}\n", file=sys.stderr)
    for name, reason in sorted(not_run.items()):
        print(f"could not run: {name}: {reason}")
    print(f"{len(numbers) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
