//! In every example, generated or written by hand, the ids are of the kind that the request says, or has by default. Which
//! fields hold ids of which kind is what the overlays say of them.

use std::collections::BTreeMap;
use std::fs;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use serde_json::Value;
use syn::UseTree;
use tests::fixtures::{files, repository};

/// What ids of a kind begin with; no others do.
const PREFIXES: [(&str, &str); 3] = [("open_id", "ou_"), ("union_id", "on_"), ("open_department_id", "od-")];

fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).expect(path)
}

/// Every example by the file that it stands in.
fn examples() -> Vec<(String, String)> {
    let mut out = Vec::new();
    for path in ["README.md", "generated/README.md"] {
        out.extend(fenced(&read(path)).into_iter().map(|code| (path.to_owned(), code)));
    }
    for folder in ["generated/src/api", "generated/examples"] {
        for (path, bytes) in files(&repository().join(folder)) {
            let source = String::from_utf8(bytes).expect("Rust is UTF-8");
            let docs = source.lines().filter_map(|line| line.trim_start().strip_prefix("///"));
            let docs: Vec<&str> = docs.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
            let path = format!("{folder}/{path}");
            out.extend(fenced(&docs.join("\n")).into_iter().map(|code| (path.clone(), code)));
            if folder.ends_with("examples") {
                out.push((path, source));
            }
        }
    }
    out
}

/// The blocks of Rust in a text, with the lines that rustdoc hides.
fn fenced(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open: Option<bool> = None;
    for line in text.lines() {
        match (line.strip_prefix("```"), open) {
            (Some(language), None) => {
                open = Some(language.starts_with("rust") || language.starts_with("no_run"));
                out.extend((open == Some(true)).then(String::new));
            }
            (Some(_), Some(_)) => open = None,
            (None, Some(true)) => {
                let code = out.last_mut().expect("a block is open");
                code.push_str(line.strip_prefix("# ").unwrap_or(line));
                code.push('\n');
            }
            (None, _) => {}
        }
    }
    out
}

/// A request as an example makes it.
#[derive(Default)]
struct Call {
    /// The path before `Request`.
    path: Vec<String>,
    /// Texts by the field or setter that gets them.
    texts: Vec<(String, String)>,
    /// The variant that each setter gets at last.
    variants: BTreeMap<String, String>,
}

/// All calls of `Request::new` in the code, with the setters that follow.
fn calls(code: &[TokenTree], out: &mut Vec<Call>) {
    for (at, token) in code.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            calls(&trees(group.stream()), out);
        }
        if is_ident(token, "Request")
            && let [_, first, second, new, TokenTree::Group(required), rest @ ..] = &code[at..]
            && is_punct(first, ':')
            && is_punct(second, ':')
            && is_ident(new, "new")
        {
            let mut call = Call { path: path_before(&code[..at]), ..Call::default() };
            call.values("", required.stream());
            call.setters(rest);
            out.push(call);
        }
    }
}

impl Call {
    fn setters(&mut self, mut code: &[TokenTree]) {
        while let [dot, TokenTree::Ident(name), TokenTree::Group(value), rest @ ..] = code
            && is_punct(dot, '.')
        {
            self.values(&name.to_string(), value.stream());
            code = rest;
        }
    }

    /// Notes the texts and variants that are given to a name, and to the names inside.
    fn values(&mut self, name: &str, code: TokenStream) {
        let code = trees(code);
        let mut name = name.to_owned();
        for (at, token) in code.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| code.get(before));
            match token {
                TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                        self.texts.push((name.clone(), text.value()));
                    }
                }
                TokenTree::Ident(ident) if code.get(at + 1).is_some_and(is_lone_colon) => {
                    name = ident.to_string();
                }
                TokenTree::Ident(ident) => {
                    self.variants.insert(name.clone(), ident.to_string());
                }
                TokenTree::Group(group) => {
                    let setter = before.filter(|_| at >= 2 && is_punct(&code[at - 2], '.'));
                    let inner = setter.map_or_else(|| name.clone(), ToString::to_string);
                    self.values(&inner, group.stream());
                }
                TokenTree::Punct(_) => {}
            }
        }
    }
}

fn trees(code: TokenStream) -> Vec<TokenTree> {
    code.into_iter().collect()
}

fn is_ident(token: &TokenTree, name: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if *ident == name)
}

fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn is_lone_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Alone)
}

/// `task::approve` before `::Request`.
fn path_before(mut code: &[TokenTree]) -> Vec<String> {
    let mut path = Vec::new();
    while let [rest @ .., TokenTree::Ident(segment), first, second] = code
        && is_punct(first, ':')
        && is_punct(second, ':')
    {
        path.insert(0, segment.to_string());
        code = rest;
    }
    path
}

/// What the `use` items anywhere in the code name, by the name that they give it.
fn imports(code: &[TokenTree], out: &mut BTreeMap<String, Vec<String>>) {
    for (at, token) in code.iter().enumerate() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                imports(&trees(group.stream()), out);
            }
            TokenTree::Ident(ident) if *ident == "use" => {
                let item = code[at..].iter().take_while(|token| !is_punct(token, ';')).cloned();
                let item: TokenStream = item.chain("; ".parse::<TokenStream>().expect("Rust")).collect();
                let item: syn::ItemUse = syn::parse2(item).expect("an item");
                import(&item.tree, &[], out);
            }
            _ => {}
        }
    }
}

fn import(tree: &UseTree, above: &[String], out: &mut BTreeMap<String, Vec<String>>) {
    match tree {
        UseTree::Path(path) => {
            let path_above = [above, &[path.ident.to_string()]].concat();
            import(&path.tree, &path_above, out);
        }
        UseTree::Name(name) => {
            let whole = resolve(&[above, &[name.ident.to_string()]].concat(), out);
            out.insert(name.ident.to_string(), whole);
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| import(tree, above, out)),
        UseTree::Rename(_) | UseTree::Glob(_) => {}
    }
}

/// The path from the crate on, as far as the imports say.
fn resolve(path: &[String], imports: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    match path.split_first() {
        Some((first, rest)) if imports.contains_key(first) => [&imports[first], rest].concat(),
        _ => path.to_vec(),
    }
}

/// The fields of a request that hold ids, with the parameter that says of which kind; and its default.
struct Ids {
    fields: Vec<(String, String)>,
    schema: Value,
}

impl Ids {
    fn of(endpoint: &str) -> Self {
        let overlay: Value =
            serde_json::from_str(&read(&format!("schemas/{endpoint}.overlay.json"))).expect("JSON");
        let mut fields = Vec::new();
        for (pointer, annotation) in overlay["annotations"].as_object().expect("annotations") {
            let doc = annotation["doc"].as_str().unwrap_or_default();
            let is_said = |span: &&str| span.ends_with("_id_type");
            let parameter = doc.split('`').skip(1).step_by(2).find(is_said);
            let field = pointer.rsplit('/').next().expect("a pointer");
            fields.extend(parameter.map(|parameter| (field.to_owned(), parameter.to_owned())));
        }
        let schema = serde_json::from_str(&read(&format!("schemas/{endpoint}.json"))).expect("JSON");
        Self { fields, schema }
    }

    /// The kind that the parameter has in the call.
    fn kind(&self, parameter: &str, call: &Call) -> Option<String> {
        let stated = call.variants.get(parameter).map(|variant| snake(variant));
        let parts = ["query", "body"].into_iter();
        let field =
            parts.map(|part| &self.schema["request"][part][parameter]).find(|field| field.is_object());
        stated.or_else(|| Some(field?["default"].as_str()?.to_owned()))
    }
}

/// `PeopleCorehrId` is `people_corehr_id` on the wire.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

fn is_of_kind(id: &str, kind: &str) -> bool {
    match PREFIXES.iter().find(|(prefixed, _)| *prefixed == kind) {
        Some((_, prefix)) => id.starts_with(prefix),
        None if kind.starts_with("people_corehr_") => id.bytes().all(|byte| byte.is_ascii_digit()),
        None => PREFIXES.iter().all(|(_, prefix)| !id.starts_with(prefix)),
    }
}

/// The ids in the requests of an example, each with its kind, and whether it is of it.
fn ids_in(code: &str) -> Vec<(String, String, bool)> {
    let code: TokenStream = code.parse().unwrap_or_else(|fault| panic!("{fault}\n{code}"));
    let code = trees(code);
    let (mut found, mut names) = (Vec::new(), BTreeMap::new());
    calls(&code, &mut found);
    imports(&code, &mut names);
    let mut out = Vec::new();
    for call in found {
        let path = [resolve(&call.path, &names), vec!["Request".to_owned()]].concat();
        let path = if call.path.is_empty() { resolve(&path, &names) } else { path };
        let [krate, segments @ .., _] = path.as_slice() else { panic!("{path:?}") };
        assert_eq!(krate, "feishu_openapi", "{path:?}");
        let ids = Ids::of(&segments.join("/"));
        for (name, text) in &call.texts {
            let parameters = ids.fields.iter().filter(|(field, _)| field == name);
            for (_, parameter) in parameters {
                let kind =
                    ids.kind(parameter, &call).unwrap_or_else(|| panic!("{path:?} says no {parameter}"));
                out.push((text.clone(), kind.clone(), is_of_kind(text, &kind)));
            }
        }
    }
    out
}

#[test]
fn ids_are_of_the_kind_that_the_request_says() {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (place, code) in examples() {
        for (id, kind, is_right) in ids_in(&code) {
            assert!(is_right, "{place}: `{id}` is sent as {kind}");
            *seen.entry(place.clone()).or_default() += 1;
        }
    }
    let hand_written = ["README.md", "generated/README.md", "generated/examples/add_approvers.rs"];
    for place in hand_written {
        assert!(seen.contains_key(place), "{place} shows no id");
    }
    let generated = seen.keys().filter(|place| place.starts_with("generated/src/api")).count();
    assert!(generated >= 20, "ids in {generated} generated examples");
}

#[test]
fn ids_of_another_kind_are_noticed() {
    let approve = |user: &str, setters: &str| {
        let code = format!(
            "use feishu_openapi::{{Validate, approval::v4::task}};
            use task::approve;
            let request = approve::Request::new(approve::Required {{
                approval_code: \"7C46\".into(), user_id: \"{user}\".into(), task_id: \"12345\".into(),
            }}){setters};"
        );
        ids_in(&code).into_iter().map(|(_, kind, is_right)| (kind, is_right)).collect::<Vec<_>>()
    };
    let stated = ".comment(\"ou_1\").user_id_type(feishu_openapi::common::UserIdType::UserId)";
    assert_eq!(approve("f7cb567e", ""), [("open_id".to_owned(), false)]);
    assert_eq!(approve("f7cb567e", stated), [("user_id".to_owned(), true)]);
    assert_eq!(approve("ou_1", stated), [("user_id".to_owned(), false)]);
    assert_eq!(approve("ou_1", ""), [("open_id".to_owned(), true)]);

    let nested =
        "use feishu_openapi::approval::v4::approval::create::{Request, Required, Viewer, ViewerRequired};
        let request = Request::new(Required {
            viewers: vec![Viewer::new(ViewerRequired { viewer_type: x }).viewer_user_id(\"19a294c2\")],
        });";
    assert_eq!(ids_in(nested), [("19a294c2".to_owned(), "open_id".to_owned(), false)]);
}
