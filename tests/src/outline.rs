//! The items of a Rust file, so that two files can be compared by what they define and not by what they say.

use quote::ToTokens;
use syn::{Attribute, Expr, Fields, ImplItem, Item, Lit, Meta};

/// An item, a member or an attribute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The kind, without the name.
    pub kind: String,
    /// Kind and name. Texts of documentation and literals are left out.
    pub text: String,
}

/// The items of a file and their documentation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Items, members and attributes in the file's order.
    pub lines: Vec<Line>,
    /// The documentation of each documented thing, as rustdoc reads it.
    pub docs: Vec<String>,
}

/// The outline of a file, which must be Rust.
#[must_use]
pub fn of(source: &str) -> Outline {
    let file = parse(source);
    let mut out = Outline::default();
    out.attributes(&file.attrs);
    file.items.iter().for_each(|item| out.item(item));
    out
}

fn parse(source: &str) -> syn::File {
    syn::parse_file(source).unwrap_or_else(|fault| panic!("the output is no Rust: {fault}\n{source}"))
}

impl Outline {
    fn item(&mut self, item: &Item) {
        match item {
            Item::Struct(item) => {
                self.add("struct", &item.ident, &item.attrs);
                self.fields(&item.fields);
            }
            Item::Enum(item) => {
                self.add("enum", &item.ident, &item.attrs);
                for variant in &item.variants {
                    self.add("variant", &variant.ident, &variant.attrs);
                    self.fields(&variant.fields);
                }
            }
            Item::Impl(item) => self.implementation(item),
            Item::Use(item) => self.add("use", &item.tree, &item.attrs),
            Item::Mod(item) => {
                assert!(item.content.is_none(), "a module with its content");
                self.add("mod", &item.ident, &item.attrs);
            }
            Item::Macro(item) => self.add("macro", &item.mac.path, &item.attrs),
            other => self.add("other item", other, &[]),
        }
    }

    fn implementation(&mut self, item: &syn::ItemImpl) {
        let of = item.trait_.as_ref().map(|(path, _)| path.to_token_stream()).unwrap_or_default();
        self.line(&format!("impl {of}"), &item.self_ty, &item.attrs);
        for member in &item.items {
            match member {
                ImplItem::Fn(function) => {
                    self.add("fn", &function.sig.ident, &function.attrs);
                    self.push("  statements", &function.block.stmts.len().to_string());
                }
                ImplItem::Type(alias) => self.add("type", &alias.ident, &alias.attrs),
                ImplItem::Const(constant) => self.add("const", &constant.ident, &constant.attrs),
                other => self.add("other member", other, &[]),
            }
        }
    }

    fn fields(&mut self, fields: &Fields) {
        for field in fields {
            let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            self.push("field", &format!("{name}: {}", field.ty.to_token_stream()));
            self.attributes(&field.attrs);
        }
    }

    fn add(&mut self, kind: &str, name: &dyn ToTokensText, attributes: &[Attribute]) {
        self.line(kind, name, attributes);
    }

    fn line(&mut self, kind: &str, name: &dyn ToTokensText, attributes: &[Attribute]) {
        self.push(kind, &name.text());
        self.attributes(attributes);
    }

    fn push(&mut self, kind: &str, name: &str) {
        self.lines.push(Line { kind: kind.to_owned(), text: format!("{kind} {name}") });
    }

    /// Attributes without their texts; documentation is one, whatever it says.
    fn attributes(&mut self, attributes: &[Attribute]) {
        let mut doc = Vec::new();
        for attribute in attributes {
            match &attribute.meta {
                Meta::NameValue(pair) if pair.path.is_ident("doc") => doc.push(literal(&pair.value)),
                Meta::List(list) if list.path.is_ident("doc") => {
                    let alias = list.tokens.to_string();
                    assert!(alias == "inline" || alias.starts_with("alias = \""), "#[doc({alias})]");
                }
                meta => {
                    let kind = format!("  attribute {}", meta.path().to_token_stream());
                    self.push(&kind, &without_texts(meta.to_token_stream()));
                }
            }
        }
        if !doc.is_empty() {
            self.push("  documentation", "");
            self.docs.push(doc.join("\n"));
        }
    }
}

/// Whatever prints as tokens, behind one type.
trait ToTokensText {
    fn text(&self) -> String;
}

impl<T: ToTokens> ToTokensText for T {
    fn text(&self) -> String {
        self.to_token_stream().to_string()
    }
}

/// The text of a documentation attribute; anything but a string literal is refused.
fn literal(value: &Expr) -> String {
    match value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => text.value(),
            other => panic!("documentation is {}", other.to_token_stream()),
        },
        other => panic!("documentation is {}", other.to_token_stream()),
    }
}

/// Tokens with string literals left out, but for the feature that gates serde's other direction.
fn without_texts(tokens: proc_macro2::TokenStream) -> String {
    let shown = tokens.into_iter().map(|token| match token {
        proc_macro2::TokenTree::Group(group) => format!("({})", without_texts(group.stream())),
        proc_macro2::TokenTree::Literal(literal) if literal.to_string() != "\"full-serde\"" => "_".to_owned(),
        other => other.to_string(),
    });
    shown.collect::<Vec<_>>().join(" ")
}
