"""Requests with every documented field set, made from the exported JSON Schema."""

import json

# A type that holds itself is followed so often.
MAX_REPEATS = 2


def full(schema):
    """The whole request: `path`, `query`, `body`, as far as the endpoint has them."""
    return value(schema, schema, ())


def resolve(schema, root):
    """What a reference names, with its name; any other schema as it is."""
    reference = schema.get("$ref")
    if reference is None:
        return schema, None
    target = root
    for key in reference.removeprefix("#/").split("/"):
        target = target[key.replace("~1", "/").replace("~0", "~")]
    return target, reference


def value(schema, root, seen):
    """A value of one place; `None` where a type holds itself too often."""
    resolved, reference = resolve(schema, root)
    if reference:
        if seen.count(reference) >= MAX_REPEATS:
            return None
        seen = (*seen, reference)
    kind = resolved.get("type")
    if "properties" in resolved:
        members = {name: value(member, root, seen) for name, member in resolved["properties"].items()}
        return {name: member for name, member in members.items() if member is not None}
    if kind == "array":
        element = value(resolved["items"], root, seen)
        return None if element is None else [element] * max(1, resolved.get("minItems", 0))
    if kind == "object" and isinstance(resolved.get("additionalProperties"), dict):
        return {"key": value(resolved["additionalProperties"], root, seen)}
    return scalar({**resolved, **{key: schema[key] for key in ("examples",) if key in schema}})


def scalar(schema):
    """A documented value where there is one."""
    if "const" in schema:
        return schema["const"]
    examples = [example for example in schema.get("examples", []) if fits(example, schema)]
    if examples:
        return examples[0]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "string" and "contentSchema" in schema:
        return "[]" if schema["contentSchema"].get("type") == "array" else "{}"
    if kind == "string":
        return "x" * max(1, schema.get("minLength", 0))
    if kind in ("integer", "number"):
        return max(1, schema.get("minimum", 1))
    return True if kind == "boolean" else {"any": "json"}


def fits(example, schema):
    """Whether an example is of the documented kind: some pages show others."""
    if "enum" in schema:
        return example in schema["enum"]
    if "contentSchema" in schema:
        return isinstance(example, str) and is_json(example)
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool}
    kind = kinds.get(schema.get("type"))
    return kind is not None and isinstance(example, kind) and (kind is bool or not isinstance(example, bool))


def is_json(text):
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def leaves(value):
    """How many values an instance has."""
    if isinstance(value, dict):
        return sum(map(leaves, value.values()))
    return sum(map(leaves, value)) if isinstance(value, list) else 1


def without(instance, at):
    """The instance without what stands at a pointer; `*` is each element."""
    return changed(instance, at, lambda members, name: members.pop(name, None))


def with_value(instance, at, value):
    """The instance with another value at a pointer; `*` is each element."""
    return changed(instance, at, lambda members, name: members.update({name: value}))


def changed(instance, at, change):
    name, _, rest = at.removeprefix("/").partition("/")
    if isinstance(instance, list) and rest:
        return [changed(item, rest, change) for item in instance]
    if isinstance(instance, list):
        # Each element changes as a member does.
        members = [{"*": item} for item in instance]
        for member in members:
            change(member, name)
        return [member["*"] for member in members if member]
    if not isinstance(instance, dict) or (rest and name not in instance):
        return instance
    members = dict(instance)
    if rest:
        members[name] = changed(instance[name], rest, change)
    else:
        change(members, name)
    return members


def optional(schema, at):
    """What must go with a member: the last on the way to it without which a request is valid. The member itself, if none is."""
    place, found, root = "", at, schema
    for name in at.removeprefix("/").split("/"):
        place = f"{place}/{name}"
        schema, _ = resolve(schema, root)
        if "properties" in schema and name not in schema.get("required", []):
            found = place
        schema = schema["items"] if name == "*" else schema["properties"][name]
    return found
