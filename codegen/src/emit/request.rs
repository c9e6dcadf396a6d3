//! Constructors and setters: what is required is given by name at once, what is optional is chained.

use proc_macro2::TokenStream;
use quote::quote;

use super::{doc, ty, types};
use crate::ir::{BodyKind, Direction, Doc, Endpoint, Field, Part, Presence, Struct};
use crate::names::Name;

/// `new` and the setters of an object type.
pub(super) fn constructor(object: &Struct) -> TokenStream {
    let name = &object.name;
    let (required, optional) = (fields(object, Presence::Required), fields(object, Presence::Optional));
    let given = object.required.as_ref().map(|given| {
        let members = required.iter().map(|field| (&field.name, *field));
        required_struct(&given.name, &given.doc, members)
    });
    let new = new_object(object, &required, &optional);
    let setters = optional.iter().map(|field| {
        let name = &field.name;
        setter(&field.doc, &name.setter(), name, field, &quote!(self.#name))
    });
    quote! {
        #given
        impl #name { #new #(#setters)* }
    }
}

fn fields(object: &Struct, presence: Presence) -> Vec<&Field> {
    object.fields.iter().filter(|field| field.presence == presence).collect()
}

fn new_object(object: &Struct, required: &[&Field], optional: &[&Field]) -> TokenStream {
    let doc = " No optional field is set.";
    let required = required.iter().map(|field| &field.name);
    let optional = optional.iter().map(|field| &field.name);
    let function = match &object.required {
        Some(given) => {
            let given = &given.name;
            let undocumented = (object.direction == Direction::Kept)
                .then(|| quote!(undocumented: rt::Undocumented::default(),));
            quote! {
                pub fn new(required: #given) -> Self {
                    Self { #(#required: required.#required,)* #(#optional: None,)* #undocumented }
                }
            }
        }
        None => quote!(
            pub fn new() -> Self {
                Self::default()
            }
        ),
    };
    quote! { #[doc = #doc] #[must_use] #function }
}

/// The struct that names every required field, so that none can be forgotten and no two swapped.
fn required_struct<'a>(
    name: &Name,
    doc: &Doc,
    members: impl Iterator<Item = (&'a Name, &'a Field)>,
) -> TokenStream {
    let outer = doc::outer(doc, name.as_str());
    let members = members.map(|(name, field)| {
        let doc = doc::outer(&field.doc, name.as_str());
        let ty = types::field_type(field);
        quote!(#doc pub #name: #ty,)
    });
    quote! {
        #outer
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name { #(#members)* }
    }
}

fn setter(doc: &Doc, method: &Name, parameter: &Name, field: &Field, place: &TokenStream) -> TokenStream {
    let doc = doc::outer(doc, method.as_str());
    let deprecated = field.deprecated.then(|| quote!(#[deprecated(note = "the page calls it old")]));
    let (argument, value) = ty::argument(&field.ty, parameter);
    quote! {
        #doc
        #deprecated
        #[must_use]
        pub fn #method(mut self, #parameter: #argument) -> Self {
            #place = Some(#value);
            self
        }
    }
}

/// `Request`, `Required`, and the setters of the optional fields of all parts.
pub(super) fn request(endpoint: &Endpoint) -> TokenStream {
    let doc = doc::outer(&endpoint.request_doc, "Request");
    let members = endpoint.parts.iter().map(|part| {
        let (member, name) = (&part.member, &part.object.name);
        let doc = doc::outer(&part.object.doc, name.as_str());
        quote!(#doc pub #member: #name,)
    });
    let required = required_of_request(endpoint);
    let new = new_request(endpoint);
    let setters = endpoint.setters.iter().map(|setter_| {
        let (part, field) = (&setter_.value.part, &setter_.value.field);
        let name = &field.name;
        setter(&field.doc, &setter_.method, name, field, &quote!(self.#part.#name))
    });
    let serde = (!matches!(endpoint.body, BodyKind::Form(_)))
        .then(|| quote!(#[cfg_attr(feature = "full-serde", derive(serde::Serialize, serde::Deserialize))]));
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq)]
        #serde
        #[non_exhaustive]
        pub struct Request { #(#members)* }
        #required
        impl Request { #new #(#setters)* }
    }
}

fn required_of_request(endpoint: &Endpoint) -> Option<TokenStream> {
    let members = || endpoint.required.iter().map(|value| (&value.name, &value.field));
    let doc = Doc::text("The fields that every call must have.");
    members().next().is_some().then(|| required_struct(&Name::own("Required"), &doc, members()))
}

fn new_request(endpoint: &Endpoint) -> TokenStream {
    let parts = endpoint.parts.iter().map(|part| new_part(endpoint, part));
    let body = quote!(Self { #(#parts)* });
    let function = if endpoint.required.is_empty() {
        quote!(pub fn new() -> Self { #body })
    } else {
        quote!(pub fn new(required: Required) -> Self { #body })
    };
    quote! {
        #[doc = " A call; no optional field is set."]
        #[must_use]
        #function
    }
}

fn new_part(endpoint: &Endpoint, part: &Part) -> TokenStream {
    let (member, name) = (&part.member, &part.object.name);
    let fields = part.object.fields.iter().map(|field| {
        let name = &field.name;
        let given =
            endpoint.required.iter().find(|value| value.part == part.member && value.field.name == *name);
        match given {
            Some(value) => {
                let given = &value.name;
                quote!(#name: required.#given,)
            }
            None => quote!(#name: None,),
        }
    });
    quote!(#member: #name { #(#fields)* },)
}
