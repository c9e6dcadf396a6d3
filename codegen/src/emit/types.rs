//! Type definitions: structs, open enums and unions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{constructor, doc, ty, validators};
use crate::ir::{Direction, Enum, EnumBase, Field, Presence, Struct, Ty, TypeDef, Union, Variant};
use crate::names::Name;

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
        Direction::Request | Direction::Parameters | Direction::Form => {
            let (writer, validator) = (writer(object), validators::object(object));
            quote!(#writer #validator)
        }
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
    let fields = object.fields.iter().map(definition_field);
    let undocumented = undocumented(object);
    quote! {
        #doc
        #[derive(Clone, Debug, #default PartialEq)]
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

fn definition_field(field: &Field) -> TokenStream {
    let name = &field.name;
    let doc = doc::outer(&field.doc, name.as_str());
    let deprecated = field.deprecated.then(|| quote!(#[deprecated(note = "the page marks it as old")]));
    let ty = ty::field_type(field);
    quote! { #doc #deprecated pub #name: #ty, }
}

/// The other direction of JSON than the client's: it costs compile time that only mock servers and round trips need.
fn on_demand() -> TokenStream {
    quote!(#[cfg(feature = "full-serde")])
}

/// The reader of a reply. It accepts only maps, and every field is optional.
fn reader(object: &Struct) -> TokenStream {
    let (name, on_demand) = (&object.name, on_demand());
    let fields = (0..).zip(&object.fields).map(|(position, field)| {
        let kind = match field.ty {
            Ty::List(_) => quote!(list),
            _ => quote!(value),
        };
        member(position, field, &kind)
    });
    quote! { rt::reply_object!(#on_demand #name { #(#fields),* }); }
}

/// The writer of a request's object.
fn writer(object: &Struct) -> Option<TokenStream> {
    let fields = (0..).zip(&object.fields).map(|(position, field)| member(position, field, &presence(field)));
    request_object(object.direction, &object.name, fields)
}

/// The writer of an object, which has its reader on demand. Files have no JSON.
pub(super) fn request_object(
    direction: Direction,
    name: &Name,
    members: impl Iterator<Item = TokenStream>,
) -> Option<TokenStream> {
    let on_demand = on_demand();
    let when = match direction {
        Direction::Form => return None,
        Direction::Parameters => Some(&on_demand),
        Direction::Request | Direction::Kept | Direction::Reply => None,
    };
    Some(quote! { #when rt::request_object!(#on_demand #name { #(#members),* }); })
}

fn member(position: usize, field: &Field, kind: &TokenStream) -> TokenStream {
    let (position, wire, name) = (Literal::usize_unsuffixed(position), &field.wire, &field.name);
    quote!(#position #wire => #kind #name)
}

fn presence(field: &Field) -> TokenStream {
    match field.presence {
        Presence::Required => quote!(required),
        Presence::Optional => quote!(optional),
    }
}

/// The reader and writer of a kept object.
fn keeper(object: &Struct) -> TokenStream {
    let name = &object.name;
    let fields = object.fields.iter().map(|field| {
        let (name, wire) = (&field.name, &field.wire);
        let kind = presence(field);
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
