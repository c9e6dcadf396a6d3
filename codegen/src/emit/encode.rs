//! Writers of a request: path, query, headers and body.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{
    BodyKind, FormPart, HeaderParameter, IdempotencyKey, PartStyle, PathParameter, QueryParameter, QueryStyle,
};
use crate::names::Name;

pub(super) fn path(parameters: &[PathParameter]) -> TokenStream {
    let writes =
        parameters.iter().map(|PathParameter { wire, name }| quote!(path.param(#wire, &self.path.#name)?;));
    quote! {
        fn write_path(&self, path: &mut rt::PathWriter<'_>) -> Result<(), rt::PathError> {
            #(#writes)*
            Ok(())
        }
    }
}

pub(super) fn query(parameters: &[QueryParameter]) -> TokenStream {
    let writes = parameters.iter().map(|parameter| {
        let (wire, name) = (&parameter.wire, &parameter.name);
        let write = match parameter.style {
            QueryStyle::Single => quote!(query.pair(#wire, value);),
            QueryStyle::Repeated => quote!(query.repeated(#wire, value.iter());),
            QueryStyle::Joined => quote!(query.joined(#wire, value.iter());),
        };
        if parameter.optional {
            quote!(if let Some(value) = &self.query.#name { #write })
        } else {
            quote!({ let value = &self.query.#name; #write })
        }
    });
    quote! {
        fn write_query(&self, query: &mut rt::QueryWriter<'_>) {
            #(#writes)*
        }
    }
}

pub(super) fn headers(headers: &[HeaderParameter]) -> TokenStream {
    let writes = headers.iter().map(|HeaderParameter { wire, name, optional, sensitive }| {
        let value = exposed(*sensitive);
        with_value(&quote!(self.headers), name, *optional, &quote!(headers.header(#wire, #value)?;))
    });
    quote! {
        fn write_headers(&self, headers: &mut rt::HeaderWriter<'_>) -> Result<(), rt::EncodeError> {
            #(#writes)*
            Ok(())
        }
    }
}

pub(super) fn body(body: &BodyKind) -> Option<TokenStream> {
    let statements = match body {
        BodyKind::None => return None,
        BodyKind::Json => quote!(rt::Body::json(&self.body)),
        BodyKind::Form(parts) => {
            let parts = parts.iter().map(part);
            quote! {
                let mut form = rt::Form::new();
                #(#parts)*
                Ok(rt::Body::form(form))
            }
        }
    };
    Some(quote! {
        fn body(&self) -> Result<rt::Body, rt::EncodeError> { #statements }
    })
}

fn part(FormPart { wire, name, optional, sensitive, style }: &FormPart) -> TokenStream {
    let value = exposed(*sensitive);
    let write = match style {
        PartStyle::Text => quote!(form.text(#wire, #value);),
        PartStyle::JsonText => quote!(form.text(#wire, &value.text());),
        PartStyle::Json => quote!(form.json(#wire, #value)?;),
        PartStyle::File => quote!(form.file(#wire, #value)?;),
        PartStyle::Files => quote!(for file in #value { form.file(#wire, file)?; }),
    };
    with_value(&quote!(self.body), name, *optional, &write)
}

/// The expression that is written for the reference `value`.
fn exposed(sensitive: bool) -> TokenStream {
    if sensitive { quote!(&**value) } else { quote!(value) }
}

/// A statement about the value of a field, if it is present.
fn with_value(part: &TokenStream, name: &Name, optional: bool, statement: &TokenStream) -> TokenStream {
    if optional {
        quote!(if let Some(value) = &#part.#name { #statement })
    } else {
        quote!({ let value = &#part.#name; #statement })
    }
}

/// Sets the idempotency key unless the caller has set one. An empty key counts as unset: it identifies no call.
pub(super) fn idempotency_key(IdempotencyKey { part, name, optional }: &IdempotencyKey) -> TokenStream {
    let (given, value) = if *optional {
        (quote!(self.#part.#name.as_ref().is_some_and(|key| !key.is_empty())), quote!(Some(key.into())))
    } else {
        (quote!(!self.#part.#name.is_empty()), quote!(key.into()))
    };
    quote! {
        fn with_idempotency_key(&self, key: &str) -> Option<Self> {
            if #given {
                return None;
            }
            let mut keyed = self.clone();
            keyed.#part.#name = #value;
            Some(keyed)
        }
    }
}
