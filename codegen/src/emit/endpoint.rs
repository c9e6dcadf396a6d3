//! The module of an endpoint, and its implementation of `Endpoint`.

use model::schema::{Method, Per, RateLimit, TokenKind};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{codes, doc, encode, mock_route, paging, request, ty, types, validators};
use crate::ir::{Data, Doc, Endpoint, Envelope, Idempotency, InnerStatus, Operation};

/// All items of the module, the request first. `types` are its nested types.
pub(super) fn endpoint(endpoint: &Endpoint, types: &TokenStream) -> TokenStream {
    let request = request::request(endpoint);
    let validate = validators::request(endpoint);
    let implementation = implementation(endpoint);
    let paging = endpoint.paging.as_ref().map(paging::implementations);
    let parts = endpoint.parts.iter().map(|part| types::object(&part.object));
    let data = data(&endpoint.data);
    let codes = codes::code_enum(&endpoint.codes);
    let served = mock_route::endpoint(&endpoint.mock, &endpoint.parts);
    quote! {
        #request
        #validate
        #implementation
        #paging
        #(#parts)*
        #data
        #types
        #codes
        #served
    }
}

fn data(data: &Data) -> TokenStream {
    let alias = |text: &Doc, ty: TokenStream| {
        let doc = doc::outer(text, "Data");
        quote!(#doc pub type Data = #ty;)
    };
    match data {
        Data::Object(object) => types::object(object),
        Data::Collection(text, inner) => alias(text, ty::ty(inner)),
        Data::Value(text, inner) => {
            let inner = ty::ty(inner);
            alias(text, quote!(Option<#inner>))
        }
        Data::File(text) => alias(text, quote!(rt::Download)),
    }
}

fn implementation(endpoint: &Endpoint) -> TokenStream {
    let operation = operation(&endpoint.operation);
    let path = (!endpoint.path.is_empty()).then(|| encode::path(&endpoint.path));
    let query = (!endpoint.query.is_empty()).then(|| encode::query(&endpoint.query));
    let headers = (!endpoint.headers.is_empty()).then(|| encode::headers(&endpoint.headers));
    let body = encode::body(&endpoint.body);
    let keyed = endpoint.idempotency_key.as_ref().map(encode::idempotency_key);
    let inner_status = endpoint.inner_status.as_ref().map(inner_status);
    quote! {
        impl rt::Endpoint for Request {
            type Data = Data;
            type Code = Code;
            #operation
            #path
            #query
            #headers
            #body
            #keyed
            #inner_status
        }
    }
}

fn operation(operation: &Operation) -> TokenStream {
    let Operation { id, host, path, .. } = operation;
    let method = method(operation.method);
    let tokens = operation.tokens.iter().map(|token| token_kind(*token));
    let limits: Vec<_> = operation.rate_limits.iter().map(|limit| rate_limit(*limit)).collect();
    let limits = (!limits.is_empty()).then(|| quote!(.rate_limits(&[#(#limits),*])));
    let idempotency = match operation.idempotency {
        Idempotency::Read => Some(quote!(.idempotency(rt::Idempotency::Read))),
        Idempotency::Keyed => Some(quote!(.idempotency(rt::Idempotency::Keyed))),
        Idempotency::Unkeyed => None,
    };
    let envelope = match operation.envelope {
        Envelope::Data => None,
        Envelope::Flat => Some(quote!(.envelope(rt::Envelope::Flat))),
        Envelope::File => Some(quote!(.envelope(rt::Envelope::File))),
    };
    let deprecated = operation.deprecated.then(|| quote!(.deprecated()));
    quote! {
        const OPERATION: &'static rt::Operation = &rt::Operation::new(#id, #method, #path)
            .host(#host)
            .tokens(&[#(#tokens),*])
            #limits
            #idempotency
            #envelope
            #deprecated;
    }
}

fn method(method: Method) -> TokenStream {
    match method {
        Method::Get => quote!(rt::Method::Get),
        Method::Post => quote!(rt::Method::Post),
        Method::Put => quote!(rt::Method::Put),
        Method::Patch => quote!(rt::Method::Patch),
        Method::Delete => quote!(rt::Method::Delete),
    }
}

fn token_kind(token: TokenKind) -> TokenStream {
    match token {
        TokenKind::Tenant => quote!(rt::TokenKind::Tenant),
        TokenKind::User => quote!(rt::TokenKind::User),
        TokenKind::App => quote!(rt::TokenKind::App),
    }
}

fn rate_limit(limit: RateLimit) -> TokenStream {
    let requests = Literal::u32_unsuffixed(limit.requests);
    let window = match limit.per {
        Per::Second => quote!(Second),
        Per::Minute => quote!(Minute),
        Per::Hour => quote!(Hour),
        Per::Day => quote!(Day),
    };
    quote!(rt::RateLimit { requests: #requests, per: rt::Window::#window })
}

fn inner_status(status: &InnerStatus) -> TokenStream {
    let code = &status.code;
    let message = match &status.message {
        Some(message) => quote!(data.#message.as_deref()),
        None => quote!(None),
    };
    quote! {
        const HAS_INNER_STATUS: bool = true;
        fn inner_status(data: &Self::Data) -> Option<rt::InnerStatus<'_>> {
            rt::InnerStatus::new(data.#code, #message)
        }
    }
}
