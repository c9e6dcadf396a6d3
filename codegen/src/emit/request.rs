//! `Request` with its constructor and setters.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{constructor, doc, types};
use crate::ir::{BodyKind, Direction, Doc, Endpoint, Part};
use crate::names::Name;

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
    let setters = endpoint.setters.iter().map(|optional| {
        let (part, field) = (&optional.value.part, &optional.value.field);
        let name = &field.name;
        constructor::setter(&field.setter_doc, &optional.method, name, field, &quote!(self.#part.#name))
    });
    let set_if_some = (!endpoint.setters.is_empty()).then(|| constructor::set_if_some(&Name::own("Request")));
    let serde = serde(endpoint);
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct Request { #(#members)* }
        #serde
        #required
        impl Request { #new #(#setters)* }
        #set_if_some
    }
}

/// Both directions of JSON: what mock servers and round trips speak of is one object with all parts.
fn serde(endpoint: &Endpoint) -> Option<TokenStream> {
    let direction = match endpoint.body {
        BodyKind::Form(_) => Direction::Form,
        _ => Direction::Parameters,
    };
    let members = (0..).zip(&endpoint.parts).map(|(position, part)| {
        let (position, member) = (Literal::usize_unsuffixed(position), &part.member);
        let wire = member.as_str();
        quote!(#position #wire => required #member)
    });
    types::request_object(direction, &Name::own("Request"), members)
}

fn required_of_request(endpoint: &Endpoint) -> Option<TokenStream> {
    let members = || endpoint.required.iter().map(|value| (&value.name, &value.field));
    let doc = Doc::text("The required fields of a request.");
    members().next().is_some().then(|| constructor::required_struct(&Name::own("Required"), &doc, members()))
}

fn new_request(endpoint: &Endpoint) -> TokenStream {
    let parts = endpoint.parts.iter().map(|part| new_part(endpoint, part));
    let body = quote!(Self { #(#parts)* });
    let (doc, function) = if endpoint.required.is_empty() {
        (" Creates a request without any fields set.", quote!(pub fn new() -> Self { #body }))
    } else {
        (
            " Creates a request with the required fields.",
            quote!(pub fn new(required: Required) -> Self { #body }),
        )
    };
    quote! {
        #[doc = #doc]
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
