//! The items of a Rust file, so that two files can be compared by what they define and not by what they say.

use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item, Meta};

/// One line per item, member and attribute; texts of documentation and literals are left out.
#[must_use]
pub fn of(source: &str) -> Vec<String> {
    let file =
        syn::parse_file(source).unwrap_or_else(|fault| panic!("the output is no Rust: {fault}\n{source}"));
    let mut out = Outline::default();
    out.attributes("file", &file.attrs);
    file.items.iter().for_each(|item| out.item(item));
    out.lines
}

#[derive(Default)]
struct Outline {
    lines: Vec<String>,
}

impl Outline {
    fn item(&mut self, item: &Item) {
        match item {
            Item::Struct(item) => {
                let name = format!("struct {}", item.ident);
                self.add(&name, &item.attrs);
                self.fields(&name, &item.fields);
            }
            Item::Enum(item) => {
                let name = format!("enum {}", item.ident);
                self.add(&name, &item.attrs);
                for variant in &item.variants {
                    let name = format!("{name}::{}", variant.ident);
                    self.add(&name, &variant.attrs);
                    self.fields(&name, &variant.fields);
                }
            }
            Item::Impl(item) => self.implementation(item),
            Item::Use(item) => self.add(&format!("use {}", item.tree.to_token_stream()), &item.attrs),
            Item::Mod(item) => {
                self.add(&format!("mod {} {}", item.ident, item.content.is_some()), &item.attrs)
            }
            Item::Macro(item) => self.add(&format!("{}!", item.mac.path.to_token_stream()), &item.attrs),
            other => self.lines.push(format!("other item: {}", other.to_token_stream())),
        }
    }

    fn implementation(&mut self, item: &syn::ItemImpl) {
        let of = item.trait_.as_ref().map(|(path, _)| path.to_token_stream().to_string()).unwrap_or_default();
        let name = format!("impl {of} for {}", item.self_ty.to_token_stream());
        self.add(&name, &item.attrs);
        for member in &item.items {
            match member {
                ImplItem::Fn(function) => {
                    self.add(&format!("{name}: fn {}", function.sig.ident), &function.attrs);
                    self.lines.push(format!("  {} statements", function.block.stmts.len()));
                }
                ImplItem::Type(alias) => self.add(&format!("{name}: type {}", alias.ident), &alias.attrs),
                ImplItem::Const(constant) => {
                    self.add(&format!("{name}: const {}", constant.ident), &constant.attrs)
                }
                other => self.lines.push(format!("other member: {}", other.to_token_stream())),
            }
        }
    }

    fn fields(&mut self, owner: &str, fields: &Fields) {
        for field in fields {
            let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            self.add(&format!("{owner}.{name}: {}", field.ty.to_token_stream()), &field.attrs);
        }
    }

    fn add(&mut self, name: &str, attributes: &[Attribute]) {
        self.lines.push(name.to_owned());
        self.attributes(name, attributes);
    }

    /// Attributes by name; documentation is counted as one, whatever it says.
    fn attributes(&mut self, owner: &str, attributes: &[Attribute]) {
        let mut names: Vec<String> = attributes.iter().map(attribute).collect();
        names.dedup();
        self.lines.extend(names.into_iter().map(|name| format!("  {owner} {name}")));
    }
}

fn attribute(attribute: &Attribute) -> String {
    match &attribute.meta {
        Meta::NameValue(pair) if is_text(&pair.value) => format!("#[{} = text]", pair.path.to_token_stream()),
        Meta::List(list) if list.path.is_ident("doc") && list.tokens.to_string().starts_with("alias") => {
            "#[doc(alias)]".to_owned()
        }
        Meta::List(list) if list.path.is_ident("serde") || list.path.is_ident("cfg_attr") => {
            format!("#[{}]", without_texts(&list.tokens.to_string()))
        }
        other => format!("#[{}]", other.to_token_stream()),
    }
}

fn is_text(value: &syn::Expr) -> bool {
    matches!(value, syn::Expr::Lit(literal) if matches!(literal.lit, syn::Lit::Str(_)))
}

/// The tokens with every string literal but cargo features and serde's own functions left out: wire names are texts.
fn without_texts(tokens: &str) -> String {
    let stream: proc_macro2::TokenStream = tokens.parse().expect("tokens print as tokens");
    stream
        .into_iter()
        .map(|token| match token {
            proc_macro2::TokenTree::Group(group) => {
                format!("({})", without_texts(&group.stream().to_string()))
            }
            proc_macro2::TokenTree::Literal(literal) if literal.to_string() == "\"full-serde\"" => {
                literal.to_string()
            }
            proc_macro2::TokenTree::Literal(_) => "_".to_owned(),
            other => other.to_string(),
        })
        .collect::<Vec<_>>()
        .join(" ")
}
