//! The writers of headers and bodies.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{BodyKind, FormPart, HeaderParameter, PartStyle};
use crate::names::Name;

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

/// What is written of `value`, a reference.
fn exposed(sensitive: bool) -> TokenStream {
    if sensitive { quote!(&**value) } else { quote!(value) }
}

/// A statement about the value of a field, which may be missing.
fn with_value(part: &TokenStream, name: &Name, optional: bool, statement: &TokenStream) -> TokenStream {
    if optional {
        quote!(if let Some(value) = &#part.#name { #statement })
    } else {
        quote!({ let value = &#part.#name; #statement })
    }
}
