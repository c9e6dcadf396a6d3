//! Constructors take all required fields at once, by name. Optional fields have setters.

use proc_macro2::TokenStream;
use quote::quote;

use super::{doc, ty};
use crate::ir::{Direction, Doc, Field, Presence, Struct};
use crate::names::Name;

/// `new` and the setters of an object type.
pub(super) fn of_object(object: &Struct) -> TokenStream {
    let name = &object.name;
    let (required, optional) = (fields(object, Presence::Required), fields(object, Presence::Optional));
    let given = object.required.as_ref().map(|given| {
        let members = required.iter().map(|field| (&field.name, *field));
        required_struct(given, &Doc::text(format!("The required fields of `{name}`.")), members)
    });
    let new = new_object(object, &required, &optional);
    let setters = optional.iter().map(|field| {
        let name = &field.name;
        setter(&field.setter_doc, &name.setter(), name, field, &quote!(self.#name))
    });
    let set_if_some = (!optional.is_empty()).then(|| set_if_some(name));
    quote! {
        #given
        impl #name { #new #(#setters)* }
        #set_if_some
    }
}

/// The method that calls a setter with an `Option`.
pub(super) fn set_if_some(name: &Name) -> TokenStream {
    quote!(rt::setters!(#name);)
}

fn fields(object: &Struct, presence: Presence) -> Vec<&Field> {
    object.fields.iter().filter(|field| field.presence == presence).collect()
}

fn new_object(object: &Struct, required: &[&Field], optional: &[&Field]) -> TokenStream {
    let required = required.iter().map(|field| &field.name);
    let optional = optional.iter().map(|field| &field.name);
    let (doc, function) = match &object.required {
        Some(given) => {
            let undocumented = (object.direction == Direction::Kept)
                .then(|| quote!(undocumented: rt::Undocumented::default(),));
            let function = quote! {
                pub fn new(required: #given) -> Self {
                    Self { #(#required: required.#required,)* #(#optional: None,)* #undocumented }
                }
            };
            (" Creates a value with the required fields.", function)
        }
        None => {
            let function = quote! {
                pub fn new() -> Self {
                    Self::default()
                }
            };
            (" Creates a value without any fields set.", function)
        }
    };
    quote! { #[doc = #doc] #[must_use] #function }
}

/// The struct of required fields: a call that leaves one out, or swaps two, does not compile.
pub(super) fn required_struct<'a>(
    name: &Name,
    doc: &Doc,
    members: impl Iterator<Item = (&'a Name, &'a Field)>,
) -> TokenStream {
    let outer = doc::outer(doc, name.as_str());
    let members = members.map(|(name, field)| {
        let doc = doc::outer(&field.setter_doc, name.as_str());
        let ty = ty::field_type(field);
        quote!(#doc pub #name: #ty,)
    });
    quote! {
        #outer
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name { #(#members)* }
    }
}

/// The setter of an optional field.
pub(super) fn setter(
    doc: &Doc,
    method: &Name,
    parameter: &Name,
    field: &Field,
    place: &TokenStream,
) -> TokenStream {
    let doc = doc::outer(doc, method.as_str());
    let deprecated = field.deprecated.then(|| quote!(#[deprecated(note = "the page marks it as old")]));
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
