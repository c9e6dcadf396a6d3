"""Where the SDK's classes and the documented fields differ."""

from instances import resolve
from sdk import element, fields

NAMES = {str: "string", int: "integer", float: "number", bool: "boolean"}


def pointer(above, name):
    return f"{above}/{name}"


class Shape(dict):
    """What differs, by pointer."""

    def __init__(self):
        super().__init__()
        self.compared = set()
        # Pointers of a type that stands in several places, after the first: each difference is told once.
        self.repeated = set()

    def told(self):
        return {at: what for at, what in self.items() if at not in self.repeated}


def compare(schema, kind, root, at, out, seen=()):
    """Adds what only one side has, and what is of another type, by pointer."""
    resolved, reference = resolve(schema, root)
    if reference:
        if (reference, kind) in seen:
            return
        seen = (*seen, (reference, kind))
    if "properties" in resolved:
        known = set(out)
        compare_objects(resolved, kind, root, at, out, seen)
        if (reference, kind) in out.compared:
            out.repeated |= out.keys() - known
        elif reference:
            out.compared.add((reference, kind))
    elif resolved.get("type") == "array":
        if element(kind) is None:
            out[at] = f"an array here, {name_of(kind)} in the SDK"
        else:
            compare(resolved["items"], element(kind), root, f"{at}/*", out, seen)
    else:
        documented = kind_of(resolved)
        if documented and NAMES.get(kind, "other") not in (documented, "other"):
            out[at] = f"{documented} here, {name_of(kind)} in the SDK"
        elif documented in NAMES.values() and NAMES.get(kind) is None:
            out[at] = f"{documented} here, {name_of(kind)} in the SDK"


def compare_objects(schema, kind, root, at, out, seen):
    theirs = fields(kind)
    if not theirs and schema["properties"]:
        out[at] = f"an object here, {name_of(kind)} in the SDK"
        return
    for name, member in schema["properties"].items():
        if name in theirs:
            compare(member, theirs[name], root, pointer(at, name), out, seen)
        else:
            out[pointer(at, name)] = "not in the SDK"
    for name in theirs:
        if name not in schema["properties"]:
            out[pointer(at, name)] = f"only in the SDK: {name_of(theirs[name])}"


def kind_of(schema):
    if "enum" in schema:
        return "string" if isinstance(schema["enum"][0], str) else "integer"
    if "const" in schema:
        return NAMES.get(type(schema["const"]))
    return schema.get("type")


def name_of(kind):
    if kind in NAMES:
        return NAMES[kind]
    inner = element(kind)
    return f"{name_of(inner)}[]" if inner else getattr(kind, "__name__", str(kind))
