//! The mock server: facts of each endpoint, and the table of all endpoints.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{MockKind, MockParameter, MockPart, MockWire, Part, QueryStyle, Route};

/// Makes the mock server accept the request.
pub(super) fn endpoint(mock: &MockWire, parts: &[Part]) -> TokenStream {
    let wire = wire(mock);
    let form = mock.form.as_ref().map(|form| {
        let others = parts.iter().map(|part| &part.member).filter(|member| member.as_str() != "body");
        let fields = form.iter().map(field);
        quote!(, [#(#others),*] Body { #(#fields),* })
    });
    quote! {
        #[cfg(feature = "mock")]
        rt::served!(Request, #wire #form);
    }
}

fn wire(mock: &MockWire) -> TokenStream {
    let list = |name: TokenStream, values: &[MockParameter]| {
        let values = values.iter().map(value);
        (values.len() > 0).then(|| quote!(.#name(&[#(#values),*])))
    };
    let headers = list(quote!(headers), &mock.headers);
    let path = list(quote!(path), &mock.path);
    let query = list(quote!(query), &mock.query);
    let form = mock.form.as_ref().map(|parts| {
        let values = parts.iter().map(|part| value(&part.value));
        quote!(.form(&[#(#values),*]))
    });
    let reply = mock.reply.as_ref().map(|reply| quote!(.reply(#reply)));
    quote!(rt::mock::Wire::new() #headers #path #query #form #reply)
}

fn value(MockParameter { wire, kind, style }: &MockParameter) -> TokenStream {
    let kind = match kind {
        MockKind::Text => quote!(text),
        MockKind::Int => quote!(int),
        MockKind::Float => quote!(float),
        MockKind::Bool => quote!(boolean),
        MockKind::Json => quote!(json),
        MockKind::File => quote!(file),
    };
    let style = match style {
        QueryStyle::Single => None,
        QueryStyle::Repeated => Some(quote!(.repeated())),
        QueryStyle::Joined => Some(quote!(.joined())),
    };
    quote!(rt::mock::Parameter::#kind(#wire) #style)
}

/// A field of a form, and the method that finds it.
fn field(MockPart { value, name, optional }: &MockPart) -> TokenStream {
    let wire = &value.wire;
    let method = match (value.kind, value.style, optional) {
        (MockKind::File, QueryStyle::Single, false) => quote!(file),
        (MockKind::File, QueryStyle::Single, true) => quote!(optional_file),
        (MockKind::File, _, false) => quote!(files),
        (MockKind::File, _, true) => quote!(optional_files),
        _ => quote!(field),
    };
    quote!(#name: #method #wire)
}

/// The table of the endpoints whose features are enabled.
pub(crate) fn routes(routes: &[Route]) -> TokenStream {
    let entries = routes.iter().map(|Route { feature, module }| {
        let feature = feature.as_str();
        quote! {
            #[cfg(feature = #feature)]
            rt::mock::Route::of::<super #(::#module)* ::Request>()
        }
    });
    quote! {
        #![doc = " Routes of the mock server."]
        use feishu_runtime as rt;
        #[doc = " Routes of the endpoints whose features are enabled."]
        pub(crate) const ROUTES: &[rt::mock::Route] = &[#(#entries),*];
    }
}
