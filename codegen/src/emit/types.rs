//! Type definitions: structs, open enums and unions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{constructor, doc, ty, validators};
use crate::ir::{Direction, Enum, EnumBase, Field, Presence, Struct, Ty, TypeDef, Union, Variant};

/// A type of a module.
pub(super) fn definition(def: &TypeDef) -> TokenStream {
    match def {
        TypeDef::Struct(object) => self::object(object),
        TypeDef::Union(union) => self::union(union),
        TypeDef::Enum(open) => open_enum(open),
    }
}

/// An object type with its constructor, setters, reader and validator, as far as it has them.
pub(super) fn object(object: &Struct) -> TokenStream {
    let definition = struct_(object);
    let constructor = if object.constructor { constructor::of_object(object) } else { TokenStream::new() };
    let behaviour = match object.direction {
        Direction::Reply => reader(object),
        Direction::Request | Direction::Parameters | Direction::Form => validators::object(object),
        Direction::Kept => {
            let (keeper, validator) = (keeper(object), validators::object(object));
            quote!(#keeper #validator)
        }
    };
    quote! { #definition #constructor #behaviour }
}

/// The struct itself.
fn struct_(object: &Struct) -> TokenStream {
    let name = &object.name;
    let doc = doc::outer(&object.doc, name.as_str());
    let default = if object.all_optional() { quote!(Default,) } else { TokenStream::new() };
    let Derives { serialize, on_demand } = serde_derives(object.direction);
    let fields = object.fields.iter().map(|field| definition_field(object.direction, field));
    let undocumented = undocumented(object);
    quote! {
        #doc
        #[derive(Clone, Debug, #default PartialEq #serialize)]
        #on_demand
        #[non_exhaustive]
        pub struct #name { #(#fields)* #undocumented }
    }
}

/// The field for undocumented members of a kept object.
fn undocumented(object: &Struct) -> Option<TokenStream> {
    (object.direction == Direction::Kept).then(|| {
        quote! {
            #[doc = " Undocumented members."]
            pub undocumented: rt::Undocumented,
        }
    })
}

/// The serde derives of a struct.
struct Derives {
    /// Always, behind the other derives.
    serialize: TokenStream,
    /// For mock servers and round trips.
    on_demand: TokenStream,
}

/// The derive for the client's direction is unconditional. The other one costs compile time that few callers need.
fn serde_derives(direction: Direction) -> Derives {
    let on_demand = |derives: TokenStream| quote!(#[cfg_attr(feature = "full-serde", derive(#derives))]);
    let none = TokenStream::new;
    match direction {
        Direction::Reply => Derives { serialize: none(), on_demand: on_demand(quote!(serde::Serialize)) },
        Direction::Parameters => {
            Derives { serialize: none(), on_demand: on_demand(quote!(serde::Serialize, serde::Deserialize)) }
        }
        // Files have no JSON, and kept objects have readers and writers of their own.
        Direction::Form | Direction::Kept => Derives { serialize: none(), on_demand: none() },
        Direction::Request => Derives {
            serialize: quote!(, serde::Serialize),
            on_demand: on_demand(quote!(serde::Deserialize)),
        },
    }
}

fn definition_field(direction: Direction, field: &Field) -> TokenStream {
    let name = &field.name;
    let doc = doc::outer(&field.doc, name.as_str());
    let deprecated = field.deprecated.then(|| quote!(#[deprecated(note = "the page marks it as old")]));
    let serde = serde_options(direction, field);
    let ty = ty::field_type(field);
    quote! { #doc #deprecated #serde pub #name: #ty, }
}

fn serde_options(direction: Direction, field: &Field) -> Option<TokenStream> {
    let wire = &field.wire;
    let rename = (field.name.as_str() != wire).then(|| quote!(rename = #wire));
    let skip =
        (field.presence == Presence::Optional).then(|| quote!(skip_serializing_if = "Option::is_none"));
    let options: Vec<TokenStream> = rename.into_iter().chain(skip).collect();
    if options.is_empty() || direction == Direction::Form {
        return None;
    }
    match direction {
        Direction::Kept => None,
        Direction::Request => Some(quote!(#[serde(#(#options),*)])),
        Direction::Reply | Direction::Parameters | Direction::Form => {
            Some(quote!(#[cfg_attr(feature = "full-serde", serde(#(#options),*))]))
        }
    }
}

/// The reader of a reply. It accepts only maps, and every field is optional.
fn reader(object: &Struct) -> TokenStream {
    let name = &object.name;
    let fields = object.fields.iter().map(|field| {
        let (name, wire) = (&field.name, &field.wire);
        let kind = match field.ty {
            Ty::List(_) => quote!(list),
            _ => quote!(value),
        };
        quote!(#wire => #kind #name)
    });
    quote! { rt::reply_object!(#name { #(#fields),* }); }
}

/// The reader and writer of a kept object.
fn keeper(object: &Struct) -> TokenStream {
    let name = &object.name;
    let fields = object.fields.iter().map(|field| {
        let (name, wire) = (&field.name, &field.wire);
        let kind = match field.presence {
            Presence::Required => quote!(required),
            Presence::Optional => quote!(optional),
        };
        quote!(#wire => #kind #name)
    });
    quote! { rt::kept_object!(#name { #(#fields),* }); }
}

/// An open enum: it keeps unknown values.
pub(super) fn open_enum(open: &Enum) -> TokenStream {
    let name = &open.name;
    let doc = doc::outer(&open.doc, name.as_str());
    let variants = open.variants.iter().map(|variant| {
        let name = &variant.name;
        let doc = doc::outer(&variant.doc, name.as_str());
        quote!(#doc #name,)
    });
    let members = open.variants.iter().map(|variant| {
        let (wire, name) = (wire(open.base, variant), &variant.name);
        quote!(#wire => #name)
    });
    let implement = match open.base {
        EnumBase::Text => quote!(rt::text_enum!),
        EnumBase::Int => quote!(rt::int_enum!),
    };
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #[doc = " An undocumented value, kept unchanged."]
            Unknown(rt::UnknownValue),
        }
        #implement(#name { #(#members),* });
    }
}

fn wire(base: EnumBase, variant: &Variant) -> Literal {
    match base {
        EnumBase::Text => Literal::string(&variant.wire),
        EnumBase::Int => Literal::i64_unsuffixed(variant.number),
    }
}

/// A tagged union: an enum of objects that keeps unknown values.
fn union(union: &Union) -> TokenStream {
    let (name, tag) = (&union.name, &union.tag);
    let outer = doc::outer(&union.doc, name.as_str());
    let variants = union.variants.iter().map(|variant| {
        let (name, shape) = (&variant.name, &variant.shape);
        let doc = doc::outer(&variant.doc, name.as_str());
        quote!(#doc #name(#shape),)
    });
    let made = union_makers(union);
    let tags = union.variants.iter().map(|variant| {
        let (wire, name, shape) = (&variant.wire, &variant.name, &variant.shape);
        let only = variant.is_only.then(|| quote!(only));
        let max = variant.max_bytes.map(Literal::u64_unsuffixed).map(|max| quote!([max #max]));
        quote!(#wire => #name(#shape) #only #max)
    });
    let (unknown, implement) = if union.adjacent {
        (quote!(rt::TaggedText), quote!(rt::adjacent_union!))
    } else {
        (quote!(rt::RawJson), quote!(rt::tagged_union!))
    };
    quote! {
        #outer
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #[doc = " A value that matches no documented variant, kept unchanged."]
            Unknown(#unknown),
        }
        #made
        #implement(#name, #tag { #(#tags),* });
    }
}

/// The functions that make variants from required fields.
fn union_makers(union: &Union) -> TokenStream {
    let owner = &union.name;
    let functions = union.variants.iter().filter_map(|variant| {
        let (name, shape, maker) = (&variant.name, &variant.shape, variant.maker.as_ref()?);
        let (function, required) = (&maker.name, &maker.required);
        let doc = doc::outer(&variant.doc, function.as_str());
        let (parameters, fields): (Vec<_>, Vec<_>) = maker
            .fields
            .iter()
            .map(|field| {
                let name = &field.name;
                let (argument, value) = ty::argument(&field.ty, name);
                let is_argument = value.to_string() == quote!(#name).to_string();
                let field = if is_argument { value } else { quote!(#name: #value) };
                (quote!(#name: #argument), field)
            })
            .unzip();
        Some(quote! {
            #doc
            #[must_use]
            pub fn #function(#(#parameters),*) -> Self {
                Self::#name(#shape::new(#required { #(#fields),* }))
            }
        })
    });
    let functions: Vec<TokenStream> = functions.collect();
    if functions.is_empty() { TokenStream::new() } else { quote!(impl #owner { #(#functions)* }) }
}
